import { t } from '@vscode/l10n';
import { parseArgs } from 'node:util';
import { type Origin, parseOrigin, type RepositoryName } from '../core/oxen/address';
import { type BranchName, parseBranch } from '../core/oxen/branchName';
import { DEFAULT_EXCLUDES, isUsableGlob } from '../core/files/scan/excludeGlobs';
import { type Symlinks, SYMLINKS } from '../core/files/scan/symlinks';
import type { EngineSetting } from '../core/upload/engines/choice';
import { ENGINE_NAMES } from '../core/upload/engines/list';
import { parseConcurrency } from '../core/upload/limits/adaptiveConcurrency';
import { parseRate } from '../core/upload/limits/rateText';
import { plainText } from '../core/plainText';
import { isRefusal, repoDirectory, type RepoDirectory } from '../core/repoPath';
import { messageOf, UserError } from '../core/userError';
import { repositoryAt } from './repositoryAt';

export function usage(): string {
  return t(
    `Usage: headless.js upload --server URL --repo NS/NAME --branch BRANCH --message TEXT [options] PATH…

Uploads files and folders to a branch of an Oxen repository, in one verified commit. Paths land like cp -r PATH… DIR/:
a folder under its name, but of ., .. and FOLDER/. only what is in it. After -- everything is a path.
The key is read from OXEN_API_KEY when it is set.

  --into DIR                  directory of the repository (its root)
  --author NAME --email MAIL  commit author (default: owner of the key, then the Oxen CLI's, then git's)
  --engine ENGINE             auto, {0} (auto)
  --concurrency N             parallel requests, at most (adaptive, up to 16)
  --limit-rate RATE           bytes per second, such as 500KB, 10MB or 1.5MiB (no limit)
  --create                    create a missing repository or branch; a new repository to which nothing was
                              committed is deleted again
  --allow-http                send the key over plain http to another machine
  --allow-secrets             also upload likely secrets, such as .env or private keys
  --on-failure DECISION       when files fail: abort and commit nothing, or commit the others (abort)
  --on-conflict DECISION      when someone else changed the same files: fail, overwrite or skip (fail)
  --resume                    resume the newest interrupted upload of the same paths to the same place,
                              with the same --symlinks, --gitignore and --exclude
  --skip-refused              skip files whose names cannot be uploaded
  --symlinks {1}      how to handle symbolic links; followed only inside the given folders (skip)
  --gitignore                 also skip what git ignores
  --exclude GLOB              also skip what matches, by its path below DIR; one without a slash at any depth; may be
                              given several times
  --no-default-excludes       do not skip {2}
  --dry-run                   show what would happen to each file, and what is unusual about the selection; sends
                              nothing, needs no message
  --receipt FILE              write the receipt to FILE: what became of each path (docs/receipt.md)
  --json                      one event a line on stdout; the last one is “done”, with its result (committed, nothing
                              to do, failed, cancelled or interrupted) and whether it is verified: that the branch
                              was seen to hold every file counted as uploaded or unchanged, by its hash
  -h, --help                  this text

Each option is given once, but for --exclude.

       headless.js verify FILE [options]

Compares each path of a receipt with its branch and with the local file. Exits with 0 when all are the same, with 1 when
some differ or are gone, which are listed.

  --server-only               compare with the server only
  --server URL                send the key to this server; without it the key is sent only to servers that this user
                              has uploaded to
  --allow-http                send the key over plain http to another machine
  --json                      one difference a line on stdout; the last line is “done”
`,
    ENGINE_NAMES.join(', '),
    SYMLINKS.join('|'),
    DEFAULT_EXCLUDES.map((glob) => glob.replace('**/', '')).join(', '),
  );
}

const ON_FAILURE = ['abort', 'commit'] as const;
const ON_CONFLICT = ['fail', 'overwrite', 'skip'] as const;

export interface Arguments {
  readonly origin: Origin;
  readonly repository: RepositoryName;
  readonly branch: BranchName;
  readonly directory: RepoDirectory;
  readonly message: string;
  readonly author: string | undefined;
  readonly email: string | undefined;
  readonly engine: EngineSetting;
  /** Requests with content at once, at most. */
  readonly concurrency: number | undefined;
  /** Bytes a second. */
  readonly limitRate: number | undefined;
  readonly create: boolean;
  readonly allowHttp: boolean;
  readonly allowSecrets: boolean;
  readonly onFailure: (typeof ON_FAILURE)[number];
  readonly onConflict: (typeof ON_CONFLICT)[number];
  readonly resume: boolean;
  readonly skipRefused: boolean;
  readonly symlinks: Symlinks;
  readonly useGitignore: boolean;
  readonly excludeGlobs: readonly string[];
  readonly dryRun: boolean;
  /** Where the receipt is to be written, too. */
  readonly receipt: string | undefined;
  readonly json: boolean;
  readonly paths: readonly string[];
}

export function wantsHelp(argv: readonly string[]): boolean {
  return optionsOf(argv).some((arg) => arg === '--help' || arg === '-h');
}

/** Also of arguments that are wrong otherwise: that is told in JSON, too. */
export function wantsJson(argv: readonly string[]): boolean {
  return optionsOf(argv).includes('--json');
}

/** @throws UserError that says which argument is wrong or missing */
export function parseArguments(argv: readonly string[]): Arguments {
  const { values, tokens } = parse(argv);
  const paths = pathsOf(tokens);
  const place = {
    origin: parseOrigin(required('server', values.server)),
    branch: parseBranch(required('branch', values.branch)),
    directory: directoryOf(values.into),
  };
  const args: Arguments = {
    ...place,
    repository: repositoryAt(required('repo', values.repo), place),
    message: values['dry-run'] ? (values.message ?? '') : required('message', values.message),
    author: optional(values.author, (text) => notBlank('author', text)),
    email: optional(values.email, (text) => notBlank('email', text)),
    engine: oneOf('engine', ['auto', ...ENGINE_NAMES], values.engine),
    concurrency: optional(values.concurrency, parseConcurrency),
    limitRate: optional(values['limit-rate'], parseRate),
    create: values.create,
    allowHttp: values['allow-http'],
    allowSecrets: values['allow-secrets'],
    onFailure: oneOf('on-failure', ON_FAILURE, values['on-failure']),
    onConflict: oneOf('on-conflict', ON_CONFLICT, values['on-conflict']),
    resume: values.resume,
    skipRefused: values['skip-refused'],
    symlinks: oneOf('symlinks', SYMLINKS, values.symlinks),
    useGitignore: values.gitignore,
    excludeGlobs: [
      ...(values['no-default-excludes'] ? [] : DEFAULT_EXCLUDES),
      ...values.exclude.map((glob) => usableGlob(notBlank('exclude', glob))),
    ],
    dryRun: values['dry-run'],
    receipt: optional(values.receipt, (text) => notBlank('receipt', text)),
    json: values.json,
    paths,
  };
  requireOnce(tokens);
  return args;
}

/** After `--` everything is a path. */
function optionsOf(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end === -1 ? argv : argv.slice(0, end);
}

type Token = ReturnType<typeof parse>['tokens'][number];

/** What follows the command. */
function pathsOf(tokens: readonly Token[]): readonly string[] {
  const isPath = (token: Token) => token.kind === 'positional';
  const end = tokens.findIndex(({ kind }) => kind === 'option-terminator');
  const [first, ...others] = tokens.filter(isPath);
  const command = end === -1 || tokens.slice(0, end).some(isPath) ? first?.value : undefined;
  if (command !== 'upload')
    throw new UserError(
      command === undefined ? t('No command given.') : t('Unknown command “{0}”.', command),
      {
        advice: t('The commands are “upload” and “verify”.'),
      },
    );
  if (others.length === 0)
    throw new UserError(t('Nothing is selected.'), { advice: t('Name files or folders to upload.') });
  return others.map(({ value }) => {
    if (value) return value;
    throw new UserError(t('One of the paths is empty.'), {
      advice: t('A variable may be unset. Use “.” for the current folder.'),
    });
  });
}

/** Of two values only one could count, and nobody knows which one was meant. */
function requireOnce(tokens: readonly Token[]): void {
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option' || token.value === undefined || token.name === 'exclude') continue;
    if (seen.has(token.name))
      throw new UserError(t('--{0} is given more than once.', token.name), { advice: t('Give it once.') });
    seen.add(token.name);
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      tokens: true,
      options: {
        server: { type: 'string' },
        repo: { type: 'string' },
        branch: { type: 'string' },
        into: { type: 'string', default: '' },
        message: { type: 'string' },
        author: { type: 'string' },
        email: { type: 'string' },
        engine: { type: 'string', default: 'auto' },
        concurrency: { type: 'string' },
        'limit-rate': { type: 'string' },
        create: { type: 'boolean', default: false },
        'allow-http': { type: 'boolean', default: false },
        'allow-secrets': { type: 'boolean', default: false },
        'on-failure': { type: 'string', default: 'abort' },
        'on-conflict': { type: 'string', default: 'fail' },
        resume: { type: 'boolean', default: false },
        'skip-refused': { type: 'boolean', default: false },
        symlinks: { type: 'string', default: 'skip' },
        gitignore: { type: 'boolean', default: false },
        exclude: { type: 'string', multiple: true, default: [] },
        'no-default-excludes': { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        receipt: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UserError(messageOf(error).replaceAll('\n', ' '));
  }
}

function required(name: string, value: string | undefined): string {
  if (value === undefined || value.trim() === '') throw new UserError(t('--{0} is missing.', name));
  return value;
}

function notBlank(name: string, value: string): string {
  if (value.trim() !== '') return value;
  throw new UserError(t('--{0} is empty.', name), { advice: t('Give it a value or omit it.') });
}

function usableGlob(glob: string): string {
  if (isUsableGlob(glob)) return glob;
  throw new UserError(t('--exclude is too long or too nested: {0}', plainText(glob, 40)), {
    advice: t('Give several shorter ones, each after its own --exclude.'),
  });
}

function optional<T>(value: string | undefined, parse: (text: string) => T): T | undefined {
  return value === undefined ? undefined : parse(value);
}

function directoryOf(text: string): RepoDirectory {
  const directory = repoDirectory(text);
  if (isRefusal(directory))
    throw new UserError(t('“{0}” is not a valid directory: {1}.', text, directory.reason));
  return directory;
}

function oneOf<T extends string>(name: string, choices: readonly T[], text: string): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new UserError(t('--{0} cannot be “{1}”.', name, text), {
    advice: t('Choose one of {0}.', choices.join(', ')),
  });
}
