/** How long a connection may take to stand, in ms. */
export const CONNECT_TIMEOUT = 10_000;
/** How long a proxy may take to reach a server, in ms; they give up after a minute at the latest, as a rule. */
export const TUNNEL_TIMEOUT = 60_000;
