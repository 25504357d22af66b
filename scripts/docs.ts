/** Writes the tables of commands and settings into docs/settings.md, from package.json and its texts. `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../package.json';
import nls from '../package.nls.json';

const root = path.resolve(__dirname, '..');
const page = path.join(root, 'docs/settings.md');

interface Setting {
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly default: unknown;
}

const { commands, configuration } = manifest.contributes;
const texts = new Map(Object.entries(nls));

function settingsTable(): string {
  const rows = Object.entries<Setting>(configuration.properties).map(([name, setting]) => {
    const values = (setting.enum ?? []).map(
      (value, i) => `\`${value}\`: ${textOf(setting.enumDescriptions?.[i])}`,
    );
    const text = [textOf(setting.markdownDescription ?? setting.description), ...values].join('<br>');
    return `| \`${name}\` | ${text} | \`${JSON.stringify(setting.default)}\` |`;
  });
  return ['| Setting | What it does | Default |', '| --- | --- | --- |', ...rows].join('\n');
}

function commandsTable(): string {
  const titles = [...new Set(commands.map(({ title }) => textOf(title)))];
  const rows = titles.map((wanted) => {
    const ids = commands
      .filter(({ title }) => textOf(title) === wanted)
      .map(({ command }) => `\`${command}\``);
    return `| ${wanted} | ${ids.join(', ')} |`;
  });
  return ['| Command | Id |', '| --- | --- |', ...rows].join('\n');
}

/** The text that VS Code shows for `%key%`. */
function textOf(value = ''): string {
  const key = /^%(.+)%$/.exec(value)?.[1];
  if (key === undefined) return value;
  const text = texts.get(key);
  if (text === undefined) throw new Error(`package.nls.json has no ${key}.`);
  return text;
}

/** Puts `content` between the two marks of `name`. */
function fill(text: string, name: string, content: string): string {
  const marks = new RegExp(`(<!-- ${name}:.*?-->\n)[^]*?(<!-- /${name} -->)`);
  if (!marks.test(text)) throw new Error(`docs/settings.md has no place for the ${name}.`);
  return text.replace(marks, (_all, start: string, end: string) => `${start}\n${content}\n\n${end}`);
}

const before = readFileSync(page, 'utf8');
const after = fill(fill(before, 'settings', settingsTable()), 'commands', commandsTable());
if (!process.argv.includes('--check')) writeFileSync(page, after);
else if (before !== after) {
  console.error('The tables in docs/settings.md differ from package.json. Run: npm run docs');
  process.exitCode = 1;
}
