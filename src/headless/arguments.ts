import { parseArgs } from 'node:util';
import { type Origin, parseOrigin, type RepositoryName } from '../core/oxen/address';
import { type BranchName, parseBranch } from '../core/oxen/branchName';
import { type Symlinks, SYMLINKS } from '../core/files/scan/symlinks';
import type { EngineSetting } from '../core/upload/engines/choice';
import { ENGINE_NAMES } from '../core/upload/engines/list';
import { parseConcurrency } from '../core/upload/limits/adaptiveConcurrency';
import { parseRate } from '../core/upload/limits/rateText';
import { isRefusal, repoDirectory, type RepoDirectory } from '../core/repoPath';
import { messageOf, UserError } from '../core/userError';
import { repositoryAt } from './repositoryAt';

export const USAGE = `Usage: headless.js upload --server URL --repo NS/NAME --branch BRANCH --message TEXT [options] PATH…

Uploads files and folders to a branch of an Oxen repository, in one verified commit. Paths land like cp -r PATH… DIR/:
a folder under its name, but of ., .. and FOLDER/. only what is in it. After -- everything is a path.
The key is read from OXEN_API_KEY when it is set.

  --into DIR                  directory of the repository (its root)
  --author NAME --email MAIL  of the commit (the key's own, else that of the Oxen command line, else of git)
  --engine ENGINE             auto, ${ENGINE_NAMES.join(', ')} (auto)
  --concurrency N             requests with content at once, at most (found while running, up to 16)
  --limit-rate RATE           bytes a second, such as 500KB, 10MB or 1.5MiB (no limit)
  --create                    make a missing repository and a missing branch; a repository to which nothing was
                              committed is deleted again
  --allow-http                send the key over plain http to another machine
  --allow-secrets             upload what looks like a secret, too, such as .env or a private key
  --on-failure DECISION       when files fail: abort and commit nothing, or commit the others (abort)
  --on-conflict DECISION      when somebody else has changed the same files: fail, overwrite or skip them (fail)
  --resume                    go on with the newest interrupted upload of the same paths to the same place,
                              with the same --symlinks and --gitignore
  --skip-refused              upload the others when files are refused
  --symlinks ${SYMLINKS.join('|')}      what to do with symbolic links; followed inside the folders given only (skip)
  --gitignore                 leave out what git ignores, too
  --dry-run                   say what would happen to each file; nothing is sent, and no message is needed
  --json                      one event a line on stdout; the last one is “done”, with its result (committed, nothing
                              to do, failed, cancelled or interrupted) and whether it is verified: that the branch
                              holds every file counted as uploaded or unchanged, by its hash
  -h, --help                  this text

Each option is given once.
`;

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
  readonly dryRun: boolean;
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
    dryRun: values['dry-run'],
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
    throw new UserError(command === undefined ? 'No command was given.' : `“${command}” is no command.`, {
      advice: 'The command is upload.',
    });
  if (others.length === 0)
    throw new UserError('Nothing is selected.', { advice: 'Name files or folders to upload.' });
  return others.map(({ value }) => {
    if (value) return value;
    throw new UserError('One of the paths is empty.', {
      advice: 'A variable may not be set. For the current folder, write “.”.',
    });
  });
}

/** Of two values only one could count, and nobody knows which one was meant. */
function requireOnce(tokens: readonly Token[]): void {
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option' || token.value === undefined) continue;
    if (seen.has(token.name))
      throw new UserError(`--${token.name} is given more than once.`, { advice: 'Give it once.' });
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
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UserError(messageOf(error).replaceAll('\n', ' '));
  }
}

function required(name: string, value: string | undefined): string {
  if (value === undefined || value.trim() === '') throw new UserError(`--${name} is missing.`);
  return value;
}

function notBlank(name: string, value: string): string {
  if (value.trim() !== '') return value;
  throw new UserError(`--${name} is empty.`, { advice: 'Give it a value, or leave it out.' });
}

function optional<T>(value: string | undefined, parse: (text: string) => T): T | undefined {
  return value === undefined ? undefined : parse(value);
}

function directoryOf(text: string): RepoDirectory {
  const directory = repoDirectory(text);
  if (isRefusal(directory))
    throw new UserError(`“${text}” cannot be a directory of a repository: ${directory.reason}.`);
  return directory;
}

function oneOf<T extends string>(name: string, choices: readonly T[], text: string): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new UserError(`--${name} cannot be “${text}”.`, { advice: `Choose one of ${choices.join(', ')}.` });
}
