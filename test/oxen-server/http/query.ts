import { Refusal, frameworkText } from './reply';

/** actix's `Query` extractor: what it refuses it refuses in plain text, before the handler runs. */
export function requiredText(query: URLSearchParams, name: string): string {
  const text = query.get(name);
  if (text === null) throw queryError(`missing field \`${name}\``);
  return text;
}

export function requiredInteger(query: URLSearchParams, name: string): number {
  const text = requiredText(query, name);
  if (!/^\+?\d+$/.test(text)) throw queryError('invalid digit found in string');
  return Number(text);
}

export function requiredBoolean(query: URLSearchParams, name: string): boolean {
  const text = requiredText(query, name);
  if (text !== 'true' && text !== 'false') throw queryError('provided string was not `true` or `false`');
  return text === 'true';
}

export function optionalInteger(query: URLSearchParams, name: string): number | undefined {
  return query.has(name) ? requiredInteger(query, name) : undefined;
}

function queryError(reason: string): Refusal {
  return new Refusal(frameworkText(400, `Query deserialize error: ${reason}`));
}
