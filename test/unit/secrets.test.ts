import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { hashFile } from '../../src/core/files/hashing/hash';
import { isPrivateKey } from '../../src/core/files/privateKey';
import { isSecretName } from '../../src/core/upload/plan/secretNames';
import { useTempFolder, writeFiles } from './tempFolder';

describe('what looks like a secret', () => {
  const SECRET =
    '.env .ENV .env.local .env.production .env.example.bak id_rsa id_dsa id_ecdsa id_ed25519 ID_RSA server.pem ' +
    'Server.KEY .key a.b.p12 x.pfx passwords.kdbx release.keystore terraform.tfstate .netrc .pypirc .npmrc ' +
    '.git-credentials credentials Credentials auth_config.toml service-account.json service-account-prod.JSON';
  for (const name of SECRET.split(' '))
    it(`by its name is ${name}`, () => assert.equal(isSecretName(name), true));

  const OTHER =
    'env .environment .env.example .env.SAMPLE .env.local.template id_rsa.pub id_rsa.old my_id_rsa key pem ' +
    'keyboard.txt monkey a.keys a.key.txt terraform.tfstate.backup netrc credentials.json credentials.csv ' +
    'auth_config.toml.md service-accounts service-account.yaml my-service-account.json .npmrc.bak a.pem.pub';
  for (const name of OTHER.split(' '))
    it(`by its name is not ${name}`, () => assert.equal(isSecretName(name), false));

  const kinds = [
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN ENCRYPTED PRIVATE KEY-----',
    '-----BEGIN RSA PRIVATE KEY-----',
    '-----BEGIN EC PRIVATE KEY-----',
    '-----BEGIN DSA PRIVATE KEY-----',
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    '-----BEGIN PGP PRIVATE KEY BLOCK-----',
    '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----',
    'PuTTY-User-Key-File-2: ssh-rsa',
    'PuTTY-User-Key-File-3: ssh-ed25519',
  ];
  for (const header of kinds) {
    it(`by its first line is ${header}`, () => {
      const text = `${header}\r\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\r\n`;
      for (const before of ['', '\uFEFF', '\n \t', '\uFEFF\r\n']) {
        assert.ok(isPrivateKey(Buffer.from(before + text)), JSON.stringify(before));
        assert.ok(isPrivateKey(Buffer.from(before + text, 'utf16le')), `${JSON.stringify(before)}, UTF-16`);
      }
      assert.ok(isPrivateKey(Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()), 'UTF-16, big end first');
    });
  }

  for (const text of [
    '',
    '-----BEGIN PUBLIC KEY-----\n',
    '-----BEGIN CERTIFICATE-----\n',
    '-----BEGIN PGP PUBLIC KEY BLOCK-----\n',
    '# How to make one\n\n-----BEGIN PRIVATE KEY-----\n',
    '-----BEGIN PRIVATE KEYS-----\n',
    'PuTTY is a client',
    '---\ntitle: a page\n---\n',
  ]) {
    it(`by its first line is not ${JSON.stringify(text)}`, () => {
      assert.equal(isPrivateKey(Buffer.from(text)), false);
    });
  }

  it('is a key of each kind that is made today, and not its public half', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    for (const type of ['pkcs8', 'sec1'] as const)
      assert.ok(isPrivateKey(Buffer.from(privateKey.export({ format: 'pem', type }))), type);
    const encrypted = privateKey.export({
      ...{ format: 'pem', type: 'pkcs8' },
      ...{ cipher: 'aes-256-cbc', passphrase: 'words' },
    });
    assert.ok(isPrivateKey(Buffer.from(encrypted)));
    assert.equal(isPrivateKey(Buffer.from(publicKey.export({ format: 'pem', type: 'spki' }))), false);
  });

  it('is a key behind the parameters of its curve', () => {
    const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
    assert.ok(isPrivateKey(Buffer.from(`${parameters}-----BEGIN EC PRIVATE KEY-----\n`)));
    assert.equal(isPrivateKey(Buffer.from(parameters)), false);
  });

  describe('is told when a file is hashed', () => {
    const at = useTempFolder();
    const { signal } = new AbortController();
    const KEY = '-----BEGIN PRIVATE KEY-----\n';

    it('of a small one that begins so', async () => {
      await writeFiles({ [at('notes.txt')]: KEY, [at('other.txt')]: 'other' });

      assert.equal((await hashFile(at('notes.txt'), { signal })).isPrivateKey, true);
      assert.equal((await hashFile(at('other.txt'), { signal })).isPrivateKey, undefined);
    });

    it('not of a large one: no key is that long', async () => {
      await writeFiles({ [at('data.txt')]: KEY + 'x'.repeat(64 * 1024) });

      assert.equal((await hashFile(at('data.txt'), { signal })).isPrivateKey, undefined);
    });
  });
});
