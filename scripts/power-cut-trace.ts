// Parses strace output: a process's writes, flushes, created and deleted names.

/** One system call, in the order of effect. `data`: the written bytes. */
export type DiskCall =
  | { readonly call: 'write'; readonly path: string; readonly at: number; readonly data: Buffer }
  | { readonly call: 'append'; readonly path: string; readonly data: Buffer }
  | { readonly call: 'truncate'; readonly path: string; readonly size: number }
  | { readonly call: 'flush'; readonly path: string }
  | { readonly call: 'create'; readonly path: string }
  | { readonly call: 'remove'; readonly path: string }
  | { readonly call: 'rename'; readonly path: string; readonly to: string }

/**
 * The calls that strace must record. Memory maps are not needed: only SQLite's index of the WAL
 * uses them.
 */
export const tracedCalls =
  'openat,write,pwrite64,writev,pwritev,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,renameat,renameat2'

/** Parses the output of `strace -f -y -xx`. Throws on an unknown call, so that none is ignored. */
export function parseTrace(text: string): readonly DiskCall[] {
  const calls: DiskCall[] = []
  const begun = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    if (rest === '' || rest.startsWith('+++') || rest.startsWith('---')) continue
    if (rest.endsWith('<unfinished ...>')) {
      begun.set(thread, rest.slice(0, -'<unfinished ...>'.length).trimEnd())
      continue
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)
    const whole = resumed === null ? rest : `${begun.get(thread) ?? ''}${resumed[1] ?? ''}`
    const parsed = parseCall(whole)
    if (parsed !== null) calls.push(parsed)
  }
  return calls
}

function parseCall(text: string): DiskCall | null {
  const failed = /\) += -1 [A-Z]+/.test(text)
  if (failed) return null
  const name = /^\w+/.exec(text)?.[0]
  const path = unquote(/^\w+\(\d+<([^>]*)>/.exec(text)?.[1] ?? '')
  // Writes to sockets and pipes do not reach the disk.
  if (/^(socket|pipe):/.test(path)) return null
  switch (name) {
    case 'openat': {
      const opened = unquote(/ = \d+<([^>]*)>/.exec(text)?.[1] ?? '')
      return /O_CREAT/.test(text) && opened !== '' ? { call: 'create', path: opened } : null
    }
    case 'pwrite64': {
      const at = Number(/, (\d+)\) += \d+$/.exec(text)?.[1])
      return { call: 'write', path, at, data: dataOf(text) }
    }
    case 'write':
      return { call: 'append', path, data: dataOf(text) }
    case 'fsync':
    case 'fdatasync':
      return { call: 'flush', path }
    case 'ftruncate':
      return { call: 'truncate', path, size: Number(/, (\d+)\) += 0$/.exec(text)?.[1]) }
    case 'unlink':
      return { call: 'remove', path: quoted(text, 0) }
    case 'rename':
      return { call: 'rename', path: quoted(text, 0), to: quoted(text, 1) }
    default:
      throw new Error(`The model of the disk does not know this call: ${text.slice(0, 120)}`)
  }
}

/** `\xNN`: four characters are one byte. */
function dataOf(text: string): Buffer {
  const from = text.indexOf(', "') + ', "'.length
  const to = text.indexOf('"', from)
  const data = Buffer.from(text.slice(from, to).replaceAll('\\x', ''), 'hex')
  if (data.length * 4 !== to - from || text.startsWith('...', to + 1))
    throw new Error('strace has cut the data of a write.')
  return data
}

function quoted(text: string, index: number): string {
  const all = [...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)]
  return unquote(all[index]?.[1] ?? '')
}

function unquote(text: string): string {
  return text.includes('\\x') ? Buffer.from(text.replaceAll('\\x', ''), 'hex').toString() : text
}
