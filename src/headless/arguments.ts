import { parseArgs } from 'node:util';
import { type Origin, parseOrigin, type RepositoryName } from '../core/oxen/address';
import { type BranchName, parseBranch } from '../core/oxen/branchName';
import { type Symlinks, SYMLINKS } from '../core/files/symlinks';
import type { EngineSetting } from '../core/upload/engines/choice';
import { ENGINES } from '../core/upload/engines/names';
import { parseConcurrency } from '../core/upload/limits/climb';
import { parseRate } from '../core/upload/limits/rateText';
import { isRefusal, repoDirectory, type RepoDirectory } from '../core/repoPath';
import { messageOf, UserError } from '../core/userError';
import { repositoryAt } from './repositoryAt';

export const USAGE = `Usage: headless.js upload --server URL --repo NS/NAME --branch BRANCH --message TEXT [options] PATH…

Uploads files and folders to a branch of an Oxen repository, in one verified commit. Paths land like cp -r PATH… DIR/.
The key is read from OXEN_API_KEY when it is set.

  --into DIR                  directory of the repository (its root)
  --author NAME --email MAIL  of the commit (the key's own, else that of the Oxen command line, else of git)
  --engine ENGINE             auto, ${ENGINES.join(', ')} (auto)
  --concurrency N             requests with content at once, at most (found while running, up to 16)
  --limit-rate RATE           bytes a second, such as 500KB, 10MB or 1.5MiB (no limit)
  --create                    make a missing repository and a missing branch
  --allow-http                send the key over plain http to another machine
  --on-failure DECISION       when files fail: abort and commit nothing, or commit the others (abort)
  --on-conflict DECISION      when somebody else has changed the same files: fail, overwrite or skip them (fail)
  --resume                    go on with the newest interrupted upload of the same paths to the same place,
                              with the same --symlinks and --gitignore
  --skip-refused              upload the others when files are refused
  --symlinks ${SYMLINKS.join('|')}      what to do with symbolic links; followed inside the folders given only (skip)
  --gitignore                 leave out what git ignores, too
  --dry-run                   say what would happen to each file; nothing is sent, and no message is needed
  --json                      one event a line on stdout
  --help                      this text
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

/** @throws UserError that says which argument is wrong or missing */
export function parseArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(argv);
  const [command, ...paths] = positionals;
  if (command !== 'upload')
    throw new UserError(command === undefined ? 'No command was given.' : `“${command}” is no command.`, {
      advice: 'The command is upload.',
    });
  if (paths.length === 0)
    throw new UserError('Nothing is selected.', { advice: 'Name files or folders to upload.' });
  const place = {
    origin: parseOrigin(required('server', values.server)),
    branch: parseBranch(required('branch', values.branch)),
    directory: directoryOf(values.into),
  };
  return {
    ...place,
    repository: repositoryAt(required('repo', values.repo), place),
    message: values['dry-run'] ? (values.message ?? '') : required('message', values.message),
    author: values.author,
    email: values.email,
    engine: oneOf('engine', ['auto', ...ENGINES], values.engine),
    concurrency: optional(values.concurrency, parseConcurrency),
    limitRate: optional(values['limit-rate'], parseRate),
    create: values.create,
    allowHttp: values['allow-http'],
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
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
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
    throw new UserError(messageOf(error));
  }
}

function required(name: string, value: string | undefined): string {
  if (value === undefined || value.trim() === '') throw new UserError(`--${name} is missing.`);
  return value;
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
