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
    room: ['src/headless.ts', 'src/headless/**', 'src/uploads.ts'],
    forbidden: ['^vscode$', '/vscode/'],
    why: 'these run without VS Code',
  },
  {
    room: 'src/vscode/**',
    forbidden: ['/extension$', '/headless'],
    why: 'vscode is composed by extension.ts',
  },
  {
    room: 'src/vscode/choosing/**',
    forbidden: ['/extension$', '/headless', '/commands/'],
    why: 'commands choose; what is chosen knows no command',
  },
  {
    room: 'test/**',
    forbidden: ['^(?:\\.\\./)+scripts/'],
    why: 'scripts run the tests, and use what is theirs; what both need is in test/support',
  },
];

/** Where what others wrote is made plain text (shownText.ts); all else that VS Code shows comes from there. */
const shown = {
  window: {
    files: [
      'src/vscode/prompts/**',
      'src/vscode/progress/**',
      'src/vscode/log/log.ts',
      'src/vscode/views/repositoriesView.ts',
      'src/vscode/views/review/reviewView.ts',
      'src/vscode/views/uploads/showUploads.ts',
    ],
    // To read which tabs are open shows nothing.
    selector:
      ':matches(:not(MemberExpression), MemberExpression[property.name!="tabGroups"]) > MemberExpression[object.name="vscode"][property.name="window"]',
    message: 'What VS Code shows goes through src/vscode/prompts or src/vscode/progress.',
  },
  TreeItem: {
    files: [
      'src/vscode/views/treeItem.ts',
      'src/vscode/views/review/reviewItem.ts',
      'src/vscode/views/uploads/uploadItem.ts',
    ],
    selector: 'NewExpression[callee.object.name="vscode"][callee.property.name="TreeItem"]',
    message:
      'Rows are made in views/treeItem.ts, views/review/reviewItem.ts and views/uploads/uploadItem.ts.',
  },
  MarkdownString: {
    files: ['src/vscode/remoteFiles/register.ts'],
    selector: 'NewExpression[callee.object.name="vscode"][callee.property.name="MarkdownString"]',
    message: 'Markdown can hold links: give VS Code strings.',
  },
  disguised: {
    files: [],
    selector:
      ':matches(ImportDeclaration[source.value="vscode"] > ImportSpecifier, VariableDeclarator[init.name="vscode"], MemberExpression[object.name="vscode"][computed=true])',
    message: 'Say vscode.NAME, so that the rules about what VS Code shows can see it.',
  },
};

/** One block each place, since a rule's later options replace its earlier ones. */
function shownRules() {
  const rulesFor = (file) => ({
    'no-restricted-syntax': [
      'error',
      ...Object.values(shown)
        .filter(({ files }) => !files.includes(file))
        .map(({ selector, message }) => ({ selector, message })),
    ],
  });
  const places = Object.values(shown).flatMap(({ files }) => files);
  return [
    { files: ['src/**'], rules: rulesFor(undefined) },
    ...places.map((file) => ({ files: [file], rules: rulesFor(file) })),
  ];
}

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
  ...shownRules(),
  { files: ['**/*.js', '**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  {
    // The card names it esbuild.js, and a package without "type" makes it CommonJS.
    files: ['esbuild.js'],
    languageOptions: { globals: { process: 'readonly', require: 'readonly' } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  { files: ['scripts/**', 'esbuild.js', 'test/**'], rules: { 'no-console': 'off' } },
);
