import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { UserError } from '../../src/core/userError';
import { localName } from '../../src/vscode/remoteFiles/localName';

describe('The name under which a listed file is saved', () => {
  for (const [listed, name] of [
    ['cat.jpg', 'cat.jpg'],
    ['.gitignore', '.gitignore'],
    ['Größe – 🐂 (1).csv', 'Größe – 🐂 (1).csv'],
    ['../../.bashrc', '.bashrc'],
    ['..\\..\\evil.bat', 'evil.bat'],
    ['a/..\\b', 'b'],
    ['/etc/passwd', 'passwd'],
    ['C:\\Windows\\win.ini', 'win.ini'],
    ['a\nb\u202egpj.exe', 'a_b_gpj.exe'],
    ['12:30.log', '12:30.log'],
  ] as const) {
    it(`of ${JSON.stringify(listed)} is ${name}`, () => {
      assert.equal(localName(listed, 'linux'), name);
    });
  }

  for (const [listed, name] of [
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['com1', '_com1'],
    ['LPT² .txt', '_LPT² .txt'],
    ['console.log', 'console.log'],
    ['a.txt:stream', 'a.txt_stream'],
    ['C:evil.txt', 'C_evil.txt'],
    ['run.bat. . ', 'run.bat'],
  ] as const) {
    it(`of ${listed} is ${name} on Windows`, () => {
      assert.equal(localName(listed, 'win32'), name);
    });
  }

  for (const listed of ['', '.', '..', 'a/', '../..', '..\\', 'a/..', 'a\\.']) {
    it(`is not made up for ${JSON.stringify(listed)}`, () => {
      assert.throws(() => localName(listed, 'linux'), isRefusal);
    });
  }

  it('is not made up for dots that Windows would drop', () => {
    assert.throws(() => localName('...', 'win32'), isRefusal);
  });

  it('lies in the folder that it is put into, whatever was listed', () => {
    const pieces = fc.oneof(
      fc.constantFrom('..', '.', '/', '\\', 'C:', 'CON', '\0', '\n', ' ', 'a', '%2e%2e', '~'),
      fc.string({ unit: 'binary-ascii', maxLength: 3 }),
    );
    const listings = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(listings, (listed) => {
        for (const [platform, system, folder] of [
          ['linux', path.posix, '/home/ox'],
          ['win32', path.win32, 'C:\\Users\\ox'],
        ] as const) {
          const name = nameOrUndefined(listed, platform);
          if (name !== undefined) assert.equal(system.dirname(system.join(folder, name)), folder);
        }
      }),
    );
  });
});

function nameOrUndefined(listed: string, platform: NodeJS.Platform): string | undefined {
  try {
    return localName(listed, platform);
  } catch (error) {
    assert.ok(isRefusal(error));
    return undefined;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof UserError && /which is not a file name/.test(error.message);
}
