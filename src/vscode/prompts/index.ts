import { askText } from './askText';
import { choose, decide } from './choose';
import { pickFile, pickNewFile } from './fileDialogs';
import { measure } from './measure';
import { busy, complain, confirm, inform, offer, warn } from './messages';
import { pick } from './pick';
import { pickResources } from './pickResources';

/** Everything that asks the user, or tells him something, apart from progress. */
export const prompts = {
  askText,
  busy,
  choose,
  complain,
  confirm,
  decide,
  inform,
  measure,
  offer,
  pick,
  pickFile,
  pickNewFile,
  pickResources,
  warn,
};
export type Prompts = typeof prompts;
