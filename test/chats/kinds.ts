// Which kinds of messages a chat covers, and a small set of chats that covers all of them.

import { headOf, type Line, lineOf, readScript } from './script.ts'

/**
 * All kinds in a chat: each form of a message and each other event; each kind of letter that
 * follows it, direct or in a group; each kind of letter per language and per environment.
 */
export function kindsIn(chat: string): ReadonlySet<string> {
  const { environment, locales } = readScript(chat).options
  const kinds = new Set<string>()
  let cause = 'start'
  for (const line of chat.slice(0, chat.indexOf('\nevidence\n')).split('\n')) {
    const [, to = '', place, kind] = /^bot -> (\S+)( in \S+)? \[(\w+)\]: /.exec(line) ?? []
    if (kind !== undefined) {
      const language = Object.entries(locales).find(([name]) => name === to)?.[1] ?? 'en'
      for (const how of [`in ${language}`, `of ${environment}`]) kinds.add(`${kind} ${how}`)
      kinds.add(`${kind}${place === undefined ? '' : ' in a group'} on ${cause}`)
    } else if (line.startsWith('log:')) kinds.add('log')
    else if (!/^(\s|$|#|bot:)/.test(line)) {
      cause = headOf(line)?.[0] ?? happeningOf(lineOf(line))
      kinds.add(cause)
    }
  }
  return kinds
}

function happeningOf(line: Line): string {
  switch (line.kind) {
    case 'said':
      return [
        line.form,
        ...(line.from.startsWith('+') ? ['of a stranger'] : []),
        ...(line.lateMs > 0 ? ['late'] : []),
        ...(line.chat === undefined ? [] : ['in a group']),
        ...(line.repliesTo === undefined ? [] : ['as a reply']),
      ].join(' ')
    case 'alone':
      return `${line.kind} ${line.act}`
    case 'receipt':
      return `${line.kind} ${line.state}`
    case 'identity':
      return `${line.kind} ${line.what}`
    case 'kill_when':
      return `${line.kind} ${line.moment}`
    case 'trouble':
      return `${line.kind} ${line.trouble}`
    default:
      return line.kind
  }
}

/**
 * Greedy set cover: repeatedly takes the chat with the most kinds that are still missing; the first
 * of equals.
 */
export function covering(chats: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const chosen: string[] = []
  const missing = new Set([...chats.values()].flatMap((kinds) => [...kinds]))
  while (missing.size > 0) {
    const gains = [...chats].map(([file, kinds]) => ({
      file,
      kinds,
      gain: [...kinds].filter((kind) => missing.has(kind)).length,
    }))
    const [best] = gains.toSorted((one, other) => other.gain - one.gain)
    if (best === undefined) break
    chosen.push(best.file)
    for (const kind of best.kinds) missing.delete(kind)
  }
  return chosen
}
