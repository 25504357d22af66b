import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** The arrows of the rooms: `extension → vscode → core`, and inside core `upload → files, oxen`. */
const arrows = [
  {
    room: 'src/core/**',
    forbidden: ['^vscode$', '/vscode/', '/headless'],
    why: 'core runs in plain Node: no vscode in it',
  },
  {
    room: 'src/core/oxen/**',
    forbidden: ['^vscode$', '\\.\\./(files|upload|config)/'],
    why: 'core/oxen knows nobody',
  },
  {
    room: 'src/core/files/**',
    forbidden: ['^vscode$', '\\.\\./(oxen|upload|config)/'],
    why: 'core/files knows nobody',
  },
  {
    room: 'src/core/config/**',
    forbidden: ['^vscode$', '\\.\\./upload/'],
    why: 'core/config does not know the upload',
  },
  {
    room: ['src/headless.ts', 'src/headless/**'],
    forbidden: ['^vscode$', '/vscode/'],
    why: 'headless runs without VS Code',
  },
  {
    room: 'src/vscode/**',
    forbidden: ['/extension$', '/headless'],
    why: 'vscode is composed by extension.ts',
  },
];

export default tseslint.config(
  { ignores: ['dist', 'out', '.vscode-host', '.vscode-test', 'node_modules', '**/node_modules'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.mjs'] } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-console': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['warn', { max: 300, skipBlankLines: true }],
    },
  },
  ...arrows.map(({ room, forbidden, why }) => ({
    files: [room].flat(),
    rules: {
      'no-restricted-imports': ['error', { patterns: forbidden.map((regex) => ({ regex, message: why })) }],
    },
  })),
  { files: ['**/*.js', '**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  {
    // The card names it esbuild.js, and a package without "type" makes it CommonJS.
    files: ['esbuild.js'],
    languageOptions: { globals: { process: 'readonly', require: 'readonly' } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  { files: ['scripts/**', 'esbuild.js', 'test/**'], rules: { 'no-console': 'off' } },
);
