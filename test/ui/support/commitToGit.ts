import { execFileSync } from 'node:child_process';

/** Makes the folder a git repository with one commit, which holds the file and nothing else. */
export function commitToGit(folder: string, file: string): void {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
  git('init', '--quiet');
  git('add', file);
  git('-c', 'user.name=Ox', '-c', 'user.email=ox@example.com', 'commit', '--quiet', '--message', 'Start');
}
