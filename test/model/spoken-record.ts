// A record of what people said, independent of the program: each vote must match a message of it.

import type { Bench } from './bench.ts'
import { codeOf } from './content.ts'

/** One message, by the id under which it was sent. */
export interface Said {
  readonly who: string
  /** Its meaning, such as `1 K7QM2P 492013`. Absent where it can decide nothing. */
  readonly meant?: string
  readonly place: string
}

/** Filled by the sender. */
export type SaidById = Map<string, Said>

/** Two people's phones may use the same id. */
export const saidKey = (who: string, id: string) => `${who} ${id}`

/** An answer that was recorded as counted. */
export interface Answer {
  readonly type: 'approval.granted' | 'approval.denied'
  readonly actor: string
  readonly name: string
  readonly messageId: string
}

function hold(condition: boolean, sentence: string): void {
  if (!condition) throw new Error(`Broken: ${sentence}`)
}

/** Checks each counted answer against its message; remembers used tokens and codes. */
export function createWitness(bench: Bench, said: SaidById) {
  const usedTokens = new Set<string>()
  const usedCodes = new Set<string>()
  /** Times at which each person showed a code that counted. */
  const shown = new Map<string, number[]>()
  /** Grants with a code of their own, by command and person. */
  const withCode = new Set<string>()

  function useCode(who: string, code: string, name: string): void {
    const now = bench.now()
    const right = [now - 30_000, now, now + 30_000].map((at) => codeOf(who, at))
    hold(right.includes(code), `${who} granted ${name} with a wrong code`)
    hold(!usedCodes.has(`${who} ${code}`), `${who} used a code twice`)
    usedCodes.add(`${who} ${code}`)
    shown.set(who, [...(shown.get(who) ?? []), now])
    withCode.add(`${name} ${who}`)
  }

  return {
    /** Checks a newly recorded answer. */
    answer({ type, actor, name, messageId }: Answer): void {
      const message = said.get(saidKey(actor, messageId))
      const text = message?.who === actor ? message.meant : undefined
      const [option, token = '', code] = text?.split(' ') ?? []
      const about = `${actor}'s ${type} of ${name}`
      hold(option === (type === 'approval.granted' ? '1' : '2'), `${about} that nobody said`)
      const isTheirs = bench.letters.some(
        (one) => one.token === token && one.to === actor && one.command === name,
      )
      hold(isTheirs, `${about} with a token of something else`)
      hold(!usedTokens.has(token), `${about} with a token that was used`)
      usedTokens.add(token)
      if (option === '1' && code !== undefined && bench.rules.environment === 'prod')
        useCode(actor, code, name)
    },
    /** Whether this person showed a code within this time before a moment. */
    showed: (who: string, from: number, to: number) =>
      (shown.get(who) ?? []).some((at) => at > from && at <= to),
    showedWith: (who: string, name: string) => withCode.has(`${name} ${who}`),
  }
}

export type Witness = ReturnType<typeof createWitness>
