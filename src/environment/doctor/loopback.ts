// Whether an address never leaves this machine: there, nobody else reads along.

/** `host`: a name or an address, in brackets or not. */
export function isLoopback(host: string): boolean {
  return ['localhost', '[::1]', '::1'].includes(host) || /^127\.\d+\.\d+\.\d+$/.test(host)
}
