/** Ends a `switch` over a union: a new member fails to compile where it is not handled. */
export function assertNever(value: never): never {
  throw new TypeError(`Not handled: ${JSON.stringify(value)}`);
}
