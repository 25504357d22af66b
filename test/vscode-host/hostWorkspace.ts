/** The files of the folder that is open while test/host/ runs, in code-server and in a desktop VS Code alike. */
export const hostWorkspace = {
  'a.txt': 'alpha\n',
  'b.json': '{}\n',
  'data/c.csv': 'id,value\n1,2\n',
  'data/deep/d.txt': 'delta\n',
};
