// Converts an error to plain data and back, to pass it between threads; only name, message and code
// survive.

export interface Failure {
  readonly name: string
  readonly message: string
  readonly code?: string
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const code = 'code' in error ? { code: String(error.code) } : {}
  return { name: error.name, message: error.message, ...code }
}

export function errorOf({ name, message, code }: Failure): Error {
  const error = new Error(message)
  error.name = name
  return code === undefined ? error : Object.assign(error, { code })
}
