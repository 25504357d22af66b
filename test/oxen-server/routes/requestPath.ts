import { Refusal, badRequest } from '../http/reply';
import { strictDestination } from '../model/destination';

/** A path out of a request, as 0.65.2 takes it (oxen-server params.rs:146); `label` names it in the refusal. */
export function requestPath(path: string, label: string): string {
  const checked = requestPathOrRoot(path, label);
  if (checked === '') throw new Refusal(badRequest(`Invalid ${label}: path cannot be empty`));
  return checked;
}

/** As `requestPath`, where the root is meant by no path at all. */
export function requestPathOrRoot(path: string, label: string): string {
  const target = strictDestination(path);
  if (!target.ok) throw new Refusal(badRequest(`Invalid ${label}: ${target.reason}`));
  return target.path;
}
