import { BACK, type Back } from '../prompts/stepped';

/** An answer, the way back to the question before, or `undefined` from who gave up. */
export type Answer<T> = T | Back | undefined;

/** Asks, then what follows from the answer; who comes back from there is asked again. */
export async function askThen<T, R>(
  ask: () => Promise<Answer<T>>,
  then: (answer: T) => Promise<Answer<R>>,
): Promise<Answer<R>> {
  for (;;) {
    const answer: Answer<T> = await ask();
    if (answer === undefined) return undefined;
    if (answer === BACK) return BACK;
    const following = await then(answer);
    if (following !== BACK) return following;
  }
}
