// Addresses of the Signal protocol, as Baileys writes them in its key store.

/**
 * The person's identifier for a Signal address (`900_1.0`, `5511.2`); undefined if it is not one.
 */
export function identifierOfSignal(signalAddress: string): string | undefined {
  const match = /^([0-9]+)(?:_([0-9]+))?\.[0-9]+$/.exec(signalAddress)
  const [, user, domain = '0'] = match ?? []
  if (user === undefined) return undefined
  const isLid = domain === '1' || domain === '129'
  return isLid ? `${user}@lid` : `+${user}`
}
