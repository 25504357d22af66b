import { askText } from './askText';
import { choose, decide } from './choose';
import { pickFile, pickNewFile } from './fileDialogs';
import { openBox } from './lastingBox';
import { withProgress } from './withProgress';
import { busy, showError, confirm, inform, warn } from './messages';
import { pick } from './pick';
import { pickResources } from './pickResources';

/** Everything that asks the user, or tells him something, apart from progress. */
export const prompts = {
  askText,
  busy,
  choose,
  showError,
  confirm,
  decide,
  inform,
  openBox,
  withProgress,
  pick,
  pickFile,
  pickNewFile,
  pickResources,
  warn,
};
export type Prompts = typeof prompts;
