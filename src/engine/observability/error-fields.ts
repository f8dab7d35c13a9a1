// The loggable part of an error: name, code and stack frames, never its message, which could quote
// a person.

export function errorFields(error: unknown): object {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = 'code' in error ? String(error.code) : undefined
  const at = error.stack
    ?.split('\n')
    .slice(1, 4)
    .map((line) => line.trim())
  return { error: error.name, ...(code === undefined ? {} : { code }), at }
}
