// Suppresses libsignal's console output, which prints whole sessions including private keys.

const methods = ['debug', 'info', 'log', 'warn', 'error'] as const

/** How libsignal 6 begins its output; the session follows as an object. */
const openings = [
  'Closing session:',
  'Opening session:',
  'Removing old closed session:',
  'Session already closed',
  'Session already open',
  'Closing open session in favor of incoming prekey bundle',
  'Decrypted message with closed session.',
  'Failed to decrypt message with any known session...',
  'Session error:',
  'Migrating session to:',
  'V1 session storage migration error:',
  'WARNING: Expected pubkey of length 33',
  'Unhandled bucket type (for naming):',
]

const quiet = Symbol.for('aval.quiet-console')

/** Is the value a session of the Signal protocol, whatever text it is printed with? */
function holdsKeys(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['currentRatchet', 'indexInfo', '_chains', 'privKey', 'rootKey', 'ephemeralKeyPair'].some(
      (name) => name in value,
    )
  )
}

function isFromSignal([first, ...rest]: readonly unknown[]): boolean {
  if (typeof first === 'string' && openings.some((opening) => first.startsWith(opening)))
    return true
  return [first, ...rest].some(holdsKeys)
}

/** Wraps the console's methods once per process; call it before Baileys is imported. */
export function redactConsole(target: Console = console): void {
  for (const method of methods) {
    const original = target[method]
    if (quiet in original) continue
    const wrapped = (...said: unknown[]): void => {
      if (!isFromSignal(said)) original.apply(target, said)
    }
    target[method] = Object.assign(wrapped, { [quiet]: true })
  }
}
