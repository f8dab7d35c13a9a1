// `1` and `2`: what confirms, approves and denies. Exact, and the same in every language.

import { isCommandName, tokenPattern } from '../command/draw.ts'
import type { Intent } from '../command/intent.ts'

export type Choice = Extract<Intent, { kind: 'choice' }>

/** `1` or `2`, alone or with a command's name, a token and its code or reason, or other words. */
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

/** A code before the reason of a denial is no part of it: a reason is told to others, and kept. */
function denial(rest: string): Pick<Choice, 'code' | 'rest'> {
  const [, code, reason = ''] = /^(\d{6}|\d{3} \d{3})(?: (.*))?$/.exec(rest) ?? []
  if (code === undefined) return { rest }
  const joined = code.replace(' ', '')
  return reason === '' ? { code: joined } : { code: joined, rest: reason }
}

/**
 * Six letters and digits: of a token's own alphabet, or letters and digits mixed, which is a token
 * with a slip. A word such as `please`, that no token can be, is no attempt at one.
 */
function looksLikeToken(word: string): boolean {
  if (!/^[0-9a-z]{6}$/i.test(word)) return false
  return tokenPattern.test(word.toUpperCase()) || (/\d/.test(word) && /[a-z]/i.test(word))
}

/**
 * Six digits, also parted in the middle, or a recovery code as it was shown, `7KQM-2P9D`, whatever
 * a keyboard made of the hyphen. Two words of letters, as `that card`, are none: each code holds a
 * digit. Anything else after a token, as `no-wait` or the name of another command, must not pass
 * as an approval.
 */
function codeIn(rest: string): string | null {
  if (/^\d{3} ?\d{3}$/.test(rest)) return rest.replace(' ', '')
  const [, one, between = '', other] = recoveryForm.exec(rest) ?? []
  if (one === undefined || (between.includes(' ') && !/\d/.test(rest))) return null
  return `${one}-${other}`
}

const recoveryForm = /^([2-9a-hj-km-np-tv-z]{4})( ?\p{Pd} ?| |)([2-9a-hj-km-np-tv-z]{4})$/iu
