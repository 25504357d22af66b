import { t } from '@vscode/l10n';
import { parseArgs } from 'node:util';
import { type Origin, parseOrigin } from '../core/oxen/address';
import { messageOf, UserError } from '../core/userError';

export interface VerifyArguments {
  readonly file: string;
  /** The server that the key is meant for. */
  readonly origin: Origin | undefined;
  readonly serverOnly: boolean;
  readonly allowHttp: boolean;
  readonly json: boolean;
}

/** Whether the command is `verify`: only `--json` may come before it. */
export function wantsVerify(argv: readonly string[]): boolean {
  return argv.find((arg) => arg !== '--json') === 'verify';
}

/** @throws UserError that says which argument is wrong or missing */
export function parseVerifyArguments(argv: readonly string[]): VerifyArguments {
  const { values, positionals } = parse(argv);
  const [, file, ...others] = positionals;
  if (file === undefined || file === '')
    throw new UserError(t('No receipt is given.'), { advice: t('Name the file of a receipt.') });
  if (others.length > 0)
    throw new UserError(t('More than one receipt is given.'), { advice: t('Verify them one by one.') });
  return {
    file,
    origin: values.server === undefined ? undefined : parseOrigin(values.server),
    serverOnly: values['server-only'],
    allowHttp: values['allow-http'],
    json: values.json,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        server: { type: 'string' },
        'server-only': { type: 'boolean', default: false },
        'allow-http': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UserError(messageOf(error).replaceAll('\n', ' '));
  }
}
