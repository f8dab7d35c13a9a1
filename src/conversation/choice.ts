// Parses answers with `1` and `2`, which confirm, approve and deny. Exact, and the same in every
// language.

import { isCommandName, tokenPattern } from '../command/draw.ts'
import type { Choice } from '../command/intent.ts'

/**
 * `1` or `2`, alone or with a command's name, a token and its code or reason, or other words. Null
 * for other texts.
 */
export function understandChoice(text: string): Choice | null {
  const [digit, second, ...more] = text.split(' ')
  if (digit !== '1' && digit !== '2') return null
  const choice = { kind: 'choice', option: digit === '1' ? 1 : 2 } as const
  if (second === undefined) return choice
  const rest = more.join(' ')
  if (isCommandName(second)) {
    const name = second.toUpperCase()
    return rest === '' ? { ...choice, name } : { ...choice, name, rest }
  }
  const other = { ...choice, rest: [second, ...more].join(' ') }
  if (!looksLikeToken(second)) return other
  const token = second.toUpperCase()
  if (rest === '') return { ...choice, token }
  if (choice.option === 2) return { ...choice, token, ...denial(rest) }
  const code = codeIn(rest)
  return code === null ? other : { ...choice, token, code }
}

/**
 * Separates a second-factor code from the reason of a denial, because reasons are shown and stored.
 */
function denial(rest: string): Pick<Choice, 'code' | 'rest'> {
  const [, code, reason = ''] = /^(\d{6}|\d{3} \d{3})(?: (.*))?$/.exec(rest) ?? []
  if (code === undefined) return { rest }
  const joined = code.replace(' ', '')
  return reason === '' ? { code: joined } : { code: joined, rest: reason }
}

/**
 * Six letters and digits that are, or resemble, a token: from its alphabet, or mixed. An ordinary
 * word such as `please`, which cannot be a token, does not count.
 */
function looksLikeToken(word: string): boolean {
  if (!/^[0-9a-z]{6}$/i.test(word)) return false
  return tokenPattern.test(word.toUpperCase()) || (/\d/.test(word) && /[a-z]/i.test(word))
}

/**
 * A second-factor code: six digits, possibly with a space in the middle, or a recovery code such as
 * `7KQM-2P9D` with any hyphen. Null for anything else, such as `no-wait`, so that words after a
 * token cannot pass as an approval. Two words of letters only, as `that card`, are no code.
 */
function codeIn(rest: string): string | null {
  if (/^\d{3} ?\d{3}$/.test(rest)) return rest.replace(' ', '')
  const [, one, between = '', other] = recoveryForm.exec(rest) ?? []
  if (one === undefined || (between.includes(' ') && !/\d/.test(rest))) return null
  return `${one}-${other}`
}

const recoveryForm = /^([2-9a-hj-km-np-tv-z]{4})( ?\p{Pd} ?| |)([2-9a-hj-km-np-tv-z]{4})$/iu
