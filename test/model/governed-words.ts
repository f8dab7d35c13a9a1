// How people and phones really write: in three languages, with typing mistakes, look-alike
// characters and unusual forms.

import type { Form } from '../../src/engine/transport.ts'
import type { Chance } from './chance.ts'

/** Everybody's own language; English is understood from all of them. */
export const localeOf = (id: string): 'en' | 'pt-BR' | 'es' => {
  if (['beto', 'alex', 'hugo', 'gus'].includes(id)) return 'pt-BR'
  return ['carla', 'max', 'rui'].includes(id) ? 'es' : 'en'
}

/** Openings of requests in English, and the same in Portuguese and Spanish. */
const begins: readonly (readonly [string, string, string])[] = [
  ['cancel order', 'cancela o pedido', 'cancela el pedido'],
  ['restore order', 'reabrir pedido', 'reabrir pedido'],
  ['set config', 'mudar config', 'cambiar config'],
  ['delete config', 'apagar config', 'borrar config'],
  ['retry', 'tentar de novo', 'reintentar'],
  ['undo', 'desfazer', 'deshacer'],
  ['compensate', 'compensar', 'compensar'],
  ['ask again', 'pedir de novo', 'pedir de nuevo'],
  ['revoke delegation', 'revogar delegação', 'revocar delegación'],
  ['revoke', 'revogar aprovação de', 'revocar aprobación de'],
  ['suspend', 'suspender', 'suspender a'],
  ['restore rights of', 'restaurar direitos de', 'restaurar derechos de'],
  ['break glass', 'declarar emergência', 'declarar emergencia'],
  ['end emergency', 'encerrar emergência', 'terminar emergencia'],
  ['lockdown off', 'retirar bloqueio', 'levantar bloqueo'],
  ['lockdown on', 'ativar bloqueio', 'activar bloqueo'],
  ['lift suspicion', 'retirar suspeita', 'levantar sospecha'],
  ['use policy', 'usar política', 'usar política'],
]

/** The same request in this person's language, where it has words for it. */
export function inOwnWords(who: string, english: string): string {
  const locale = localeOf(who)
  const found = begins.find(([begin]) => english === begin || english.startsWith(`${begin} `))
  if (locale === 'en' || found === undefined) return english
  return `${found[locale === 'es' ? 2 : 1]}${english.slice(found[0].length)}`
}

const lookAlikes: Readonly<Record<string, string>> = {
  ...{ A: 'А', B: 'В', C: 'С', E: 'Е', H: 'Н', K: 'К', M: 'М', P: 'Р', T: 'Т', X: 'Х' },
  ...{ '2': 'Z', '5': 'S', '8': 'B', Z: '2', S: '5', G: '6', '6': 'G', J: 'Ј', Y: 'Υ' },
}

const fullWidth = (text: string) =>
  text.replace(/[0-9A-Z]/g, (one) => String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0))

/** An answer as the phone sends it, and whether it still means exactly what was meant. */
export interface Spelt {
  readonly text: string
  readonly isSame: boolean
}

/** Mostly unchanged; else in a form that means the same, or in one that only looks like it. */
export function spelt(chance: Chance, answer: string, token: string, plainly = true): Spelt {
  const same = (text: string): Spelt => ({ text, isSame: true })
  const other = (written: string): Spelt => ({
    text: answer.replace(token, written),
    isSame: written === token,
  })
  const middle = `${token.slice(0, 3)} ${token.slice(3)}`
  const like = [...token].map((one) => lookAlikes[one] ?? one).join('')
  const ways = [
    () => same(answer.toLowerCase()),
    () => same(fullWidth(answer)),
    () => same(`  ${answer.replaceAll(' ', '\u00a0  ')}\u200b `),
    () => same(answer.replace(token, [...token].join('\u200d'))),
    () => same(answer.replace(/^([12])/, '$1\ufe0f\u20e3')),
    () => other(middle),
    () => other(like),
    () => other(`${token}${token.at(-1)}`),
    () => other(token.slice(0, 5)),
    () => other(`"${token}"`),
    () => ({ text: `${answer} please`, isSame: answer.startsWith('2') }),
    () => ({ text: answer.replace(' ', ''), isSame: false }),
    () => ({ text: `yes ${answer}`, isSame: false }),
  ]
  return plainly && chance.below(3) > 0 ? same(answer) : chance.of(ways)()
}

/** All forms except plain text; a deleted message arrives as an edit. */
export const oddForms: readonly Form[] = [
  ...(['edit', 'edit', 'forward', 'media', 'voice', 'reaction', 'poll', 'other'] as const),
]
