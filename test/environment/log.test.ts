// The log: no personal data and no credentials, and each record names its environment.

import { expect, test } from 'vitest'
import { collectedLine, openLog } from '../../src/engine/observability/log.ts'

const secret = 'sh0p-t0ken-of-prod'
const phone = '+55 11 90000-0002'
const token = 'K7QM2P'
const none = () => []

function logged(write: (log: ReturnType<typeof openLog>) => void): readonly string[] {
  const lines: string[] = []
  write(
    openLog({
      environment: 'prod',
      level: 'debug',
      secrets: () => [secret],
      write: (line) => lines.push(line),
    }),
  )
  return lines
}

function leaks(lines: readonly string[]): readonly string[] {
  const all = lines.join('')
  const digits = all.replaceAll(/\D/g, '')
  return [
    ...[secret, phone, token, 'beto@lid', '492013'].filter((one) => all.includes(one)),
    ...(digits.includes('900000002') ? ['the digits of the phone'] : []),
  ]
}

const quoting = `no answer from ${phone} (123456@lid) to "1 ${token} 492013" with ${secret}`

test('an error that quotes a phone, a token, a code and a secret is logged without them', () => {
  const error = new Error(quoting, { cause: new TypeError(quoting) })
  const lines = logged((log) => {
    log.error({ err: error }, 'It failed.')
    log.error({ error }, `It failed: ${error.message}`)
    log.error(error)
    log.error({ err: error })
    log.warn({ about: { deep: [quoting, { [phone]: 1 }] } }, '%s', quoting)
  })
  expect(lines).toHaveLength(5)
  for (const line of lines) expect(line).toContain('[phone]')
  expect(leaks(lines)).toEqual([])
})

test('fields with sensitive names are hidden, whatever they hold', () => {
  const fields = { token: 'anything', authorization: 'Bearer x', nested: { password: 'hunter2' } }
  const [line = ''] = logged((log) => log.info(fields, 'Asked.'))
  expect(JSON.parse(line)).toMatchObject({
    token: '[hidden]',
    authorization: '[hidden]',
    nested: { password: '[hidden]' },
    msg: 'Asked.',
  })
})

test('fields of a child logger are redacted, too', () => {
  const lines = logged((log) => log.child({ from: phone, note: secret }).info({}, 'Heard.'))
  expect(lines[0]).toContain('Heard.')
  expect(leaks(lines)).toEqual([])
})

test('a log record cannot claim another environment', () => {
  const lines = logged((log) => {
    log.info({ environment: 'dev' }, 'A lie.')
    log.child({ environment: 'dev' }).info({}, 'Another.')
  })
  for (const line of lines) {
    expect(JSON.parse(line)).toMatchObject({ environment: 'prod' })
    expect(line).not.toContain('"dev"')
  }
})

test('names of commands and ordinary words are logged as they are', () => {
  const [line = ''] = logged((log) => log.info({ command: 'C-7F3K' }, 'The command started.'))
  expect(JSON.parse(line)).toMatchObject({ command: 'C-7F3K', msg: 'The command started.' })
})

test('a log collector passes a record only when it names its own environment', () => {
  const own = '{"level":30,"environment":"dev","msg":"fine"}'
  expect(collectedLine('dev', own, none)).toBe(own)
  for (const line of [
    '{"level":30,"msg":"whose?"}',
    '{"level":30,"environment":"prod","msg":"a lie"}',
    'TypeError: not JSON at all',
    '["environment","dev"]',
    '',
  ]) {
    const record = collectedLine('dev', line, none)
    expect(record, line).not.toBe(line)
    expect(JSON.parse(record), line).toMatchObject({ environment: 'dev' })
    expect(record, line).not.toContain('"prod"')
  }
})

test('output of the runtime becomes a redacted record of its own environment', () => {
  const line = collectedLine('dev', `Error: ${quoting}`, () => [secret])
  expect(JSON.parse(line)).toMatchObject({ environment: 'dev', level: 50 })
  expect(leaks([line])).toEqual([])
})
