// Errors as sentences for people, whatever they were thrown by.

import { codeOf, isTooManyFiles } from '../store/error-text.ts'

/**
 * Errors of parsers and SQLite are written for programmers; replaces them with a sentence for
 * people.
 */
export function sentenceFor(error: Error): string {
  if ('code' in error && /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code)))
    return `The environment's database is damaged (${error.message}): stop the environment, keep the file, and restore one from a copy.`
  if ('code' in error && /^(ENOSPC|EDQUOT|EROFS|EIO)$/.test(String(error.code)))
    return `${'path' in error ? String(error.path) : 'A file'} cannot be written (${String(error.code)}): free some space or check its disk, and try again.`
  if ('code' in error && /^SQLITE_(FULL|IOERR)/.test(String(error.code)))
    return `The disk of the environment's folder cannot be written (${error.message}): free some space or check the disk, and try again.`
  if (isTooManyFiles(error))
    return `Too many files are open (${codeOf(error)}): raise this user's limit, such as ulimit -n 1024.`
  if ('code' in error && /^SQLITE_CANTOPEN/.test(String(error.code)))
    return `A file of the database cannot be opened (${error.message}): check its owner, and the limit of open files (ulimit -n 1024).`
  if (isClosedOff(error))
    return `The isolation of this process closes ${String(error.resource)} to it: if that is a link on the way to a folder of Aval's, such as node_modules, put there a link to the folder itself.`
  if (error instanceof RangeError && error.message.startsWith('Maximum call stack'))
    return 'Some input or data is nested too deeply: aval verify --env ENV shows what in the environment is not as Aval wrote it.'
  if (error.name !== 'ZodError' && !(error instanceof SyntaxError)) return error.message
  return "A value in the environment's database is not as Aval wrote it: aval verify --env ENV says which; restore the file from a copy."
}

/** Denied by Node's permission model, under which only a process of `aval start` runs. */
export function isClosedOff(error: unknown): error is Error & { readonly resource: unknown } {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_ACCESS_DENIED' &&
    'resource' in error
  )
}

/** Nesting too deep comes from a file; any other RangeError is our own bug. */
export function isDefect(error: Error): boolean {
  return error instanceof RangeError && !error.message.startsWith('Maximum call stack')
}
