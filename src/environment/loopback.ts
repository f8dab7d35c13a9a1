// Recognises addresses of this machine, where traffic cannot be read by others.

/** `host`: a name or an address, with or without brackets. */
export function isLoopback(host: string): boolean {
  return ['localhost', '[::1]', '::1'].includes(host) || /^127\.\d+\.\d+\.\d+$/.test(host)
}
