import type { Handler } from './exchange';

/** `METHOD /path/{segment}/{rest:*}` → handler. The first that fits is taken, as in actix. */
export type Routes = Readonly<Record<string, Handler>>;

export interface Match {
  readonly handler: Handler;
  readonly parameters: Readonly<Record<string, string>>;
}

interface CompiledRoute {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handler: Handler;
}

export function createRouteTable(routes: Routes): (method: string, path: string) => Match | undefined {
  const compiled = Object.entries(routes).map(([key, handler]) => compile(key, handler));
  return (method, path) => {
    for (const route of compiled) {
      const match = route.method === method ? route.pattern.exec(path) : null;
      if (match) return { handler: route.handler, parameters: { ...match.groups } };
    }
    return undefined;
  };
}

function compile(key: string, handler: Handler): CompiledRoute {
  const [method = '', path = ''] = key.split(' ');
  const source = path
    .replace(/[.+?^$|()[\]\\]/g, '\\$&')
    .replace(/\{(\w+):\*\}/g, '(?<$1>[^]*)')
    .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return { method, pattern: new RegExp(`^${source}$`), handler };
}
