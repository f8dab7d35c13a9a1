// The picture of a report: its content, how it is sent, and that nobody depends on it.

import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { childSpecOf } from '../../src/cli/start.ts'
import type { Picture } from '../../src/command/display/picture.ts'
import { reportWords } from '../../src/conversation/picture-words.ts'
import type { Letter } from '../../src/engine/transport.ts'
import { readFlows, readLanguages } from '../../src/environment/content.ts'
import { permissionFlags } from '../../src/environment/isolation.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { drawReport } from '../../src/pictures/report-chart.ts'
import { letterLine } from '../../src/transports/json-lines.ts'
import { buildProgram, homeWith, type Program, run, sound } from '../cli/program.ts'
import { furnish, open } from '../places/environment-with-places.ts'

const day = 86_400_000
const groups = { done: 2, failed: 1, refused: 3, open: 4 }
const picture: Picture = {
  kind: 'report',
  since: Date.parse('2025-12-29T09:00:00Z'),
  until: Date.parse('2026-01-05T09:00:00Z'),
  stepMs: day,
  timeline: Array.from({ length: 7 }, () => groups),
  totals: groups,
  classes: [{ name: 'S2', count: 10 }],
  approvers: [{ name: 'Beto <b>&"Ü"', granted: 5, denied: 1 }],
}
const languages = readLanguages('/nowhere', readFlows('/nowhere'), 'UTC')
const about = { environment: 'prod', timeZone: 'America/Sao_Paulo' }

/** The texts of an SVG. */
function textsOf(svg: string): readonly string[] {
  const plain = (text: string) =>
    text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((one) => plain(one[1] ?? ''))
}

describe('the picture of a report', () => {
  it.each([
    ['en', 'PROD · report of 7 d', 'By approver (approved / denied)', 'refused', '29 Dec'],
    [
      'pt-BR',
      'PROD · relatório de 7 d',
      'Por aprovador (aprovou / negou)',
      'recusadas',
      '29 de dez.',
    ],
    ['es', 'PROD · informe de 7 d', 'Por aprobador (aprobó / denegó)', 'rechazadas', '29 dic'],
  ])('names the environment, classes, approvers and numbers in %s', (locale, ...wanted) => {
    const texts = textsOf(drawReport(picture, reportWords(languages, locale, picture, about)))
    for (const text of [...wanted.slice(0, 3), 'S2', 'Beto <b>&"Ü"', '10'])
      expect(texts, texts.join(' | ')).toContain(text)
    expect(texts.some((text) => text.includes(wanted[3]?.split(' ')[0] ?? ''))).toBe(true)
  })

  it.each([
    ['en', '2025-12-29T09:00:00Z', 'Dec 29, 2025, 06:00 GMT-3'],
    ['pt-BR', '2026-01-05T09:00:00Z', '5 de jan. de 2026, 06:00 BRT'],
    ['es', '2026-01-05T02:59:59Z', '4 ene 2026, 23:59 GMT-3'],
  ])('names its period with the time zone, in %s', (locale, at, text) => {
    const period = { ...picture, since: Date.parse(at), until: Date.parse(at) }
    const words = reportWords(languages, locale, period, about)
    expect(words.about.split(text)).toHaveLength(3)
  })

  it('of an earlier version, without the starts of its bars, names the days that each covers', () => {
    const { times } = reportWords(languages, 'en', picture, about)
    expect(times).toHaveLength(7)
    expect(times.at(0)).toBe('Dec 29\n– Dec 30')
    expect(times.at(-1)).toBe('Jan 4\n– Jan 5')
  })

  it('has words for everything in every language', () => {
    for (const locale of languages.byLocale.keys())
      expect(JSON.stringify(reportWords(languages, locale, picture, about))).not.toContain(
        '[report',
      )
  })
})

describe('a letter with a picture', () => {
  it('on JSON lines carries it as base64, beside its text', () => {
    const letter: Letter = {
      ...{ id: 'l1', to: 'gil', chat: 'gil', kind: 'answer', environment: 'dev' },
      text: 'words',
      picture: { png: Uint8Array.of(1, 2, 3) },
    }
    expect(letterLine(letter)).toMatchObject({
      text: 'words',
      picture: { media_type: 'image/png', base64: 'AQID' },
    })
    const { picture: _picture, ...plain } = letter
    expect(letterLine(plain)).not.toHaveProperty('picture')
  })
})

describe('the report', () => {
  it('counts the requests of the reader’s tenant only', async () => {
    const outside = furnish('')
    const environment = await open(outside)
    await environment.say('ana', 'create config web for payments')
    await environment.say('ana', '1')
    await environment.say('eva', 'informe 7d')
    await environment.say('dora', 'report 7d')
    await environment.close()
    const text = (to: string) => environment.letters.findLast((one) => one.to === to)?.text
    expect(text('eva')).toBe('DEV · informe de 7 d\nNo se pidió nada en ese período.')
    expect(text('dora')).toContain('One request')
  }, 30_000)
})

const messageSchema = z.object({
  type: z.literal('message'),
  text: z.string(),
  picture: z.strictObject({ media_type: z.literal('image/png'), base64: z.string() }),
})

const asked = ['create config web for payments', '1'].map((text) => ({ from: 'ana', text }))
const said = (...lines: readonly object[]) =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('')
const picturesIn = (out: string) =>
  out
    .split('\n')
    .filter((line) => line.includes('"picture"'))
    .map((line) => messageSchema.parse(JSON.parse(line)))

/** Width and height of a PNG. */
function sizeOf(png: Buffer): readonly [number, number] {
  expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a')
  return [png.readUInt32BE(16), png.readUInt32BE(20)]
}

/** The walls of dev; they name the program where it really lies, and this one was built elsewhere. */
function flagsOf(home: string, { main }: Program): readonly string[] {
  const flags = permissionFlags(home, readSettings(home, 'dev'))
  return [...flags, `--allow-fs-read=${dirname(dirname(main))}`]
}

describe('the built program', () => {
  let program: Program
  beforeAll(() => {
    program = buildProgram()
  }, 60_000)

  it('answers `report 7d` with the picture, and with the numbers as text', async () => {
    const home = homeWith(sound)
    const args = ['chat', '--env', 'dev', '--jsonl', '--home', home, '--at', '2026-01-05T09:00:00Z']
    const input = said(...asked, { from: 'dora', text: 'report 7d' })
    const { out, code } = await run(program, args, input)
    expect(code).toBe(0)
    const found = picturesIn(out)
    expect(found).toHaveLength(1)
    expect(found[0]?.text).toBe(
      'DEV · report of 7 d\nOne request\ndone 1, failed 0, refused 0, open 0\nby class: S1 1',
    )
    const png = Buffer.from(found[0]?.picture.base64 ?? '', 'base64')
    expect(sizeOf(png)).toEqual([1500, 1140])
  }, 60_000)

  it('has its own folder as TMPDIR for WhatsApp, below the home of its environment', () => {
    const home = homeWith(sound.replace('kind: terminal', 'kind: baileys'))
    const { variables } = childSpecOf(home, readSettings(home, 'dev'))
    expect(variables['TMPDIR']).toBe(join(home, 'data', 'dev', 'tmp'))
  })

  it('under Node’s permissions, encrypts a picture in its TMPDIR, and sends the text without one', () => {
    const home = homeWith(sound.replace('kind: terminal', 'kind: baileys'))
    const settings = readSettings(home, 'dev')
    const scratch = String(childSpecOf(home, settings).variables['TMPDIR'])
    mkdirSync(scratch)
    const content = join(dirname(program.main), 'content.mjs')
    buildSync({
      entryPoints: ['src/transports/baileys/content.ts'],
      ...{ outfile: content, bundle: true, format: 'esm', platform: 'node', packages: 'external' },
    })
    const code = `
      Promise.all([import(${JSON.stringify(pathToFileURL(content).href)}), import('@whiskeysockets/baileys')])
        .then(async ([{ sendContent }, { prepareWAMessageMedia }]) => {
          const upload = async () => ({ mediaUrl: 'https://media.example/x', directPath: '/x' })
          const sendMessage = async (_wire, said) => {
            if (said.image) await prepareWAMessageMedia(said, { upload })
            process.stdout.write(said.image ? 'image' : said.text)
          }
          const letter = { id: 'l', text: 'text', picture: { png: new Uint8Array(3000) } }
          await sendContent({ sendMessage }, 'w', letter, {}, { warn() {} })
        })`
    const sent = (variables: Readonly<Record<string, string>>) =>
      execFileSync(process.execPath, [...flagsOf(home, program), '-e', code], {
        ...{ encoding: 'utf8', cwd: dirname(dirname(program.main)), env: variables },
      })
    expect(sent({ TMPDIR: scratch })).toBe('image')
    expect(sent({})).toBe('text')
  }, 60_000)

  it('under Node’s permissions, draws the picture', () => {
    const home = homeWith(sound)
    const thread = join(dirname(program.main), 'parts', 'picture-thread.js')
    const workerData = { picture, words: reportWords(languages, 'en', picture, about) }
    const code = `new (require('node:worker_threads').Worker)(
      ${JSON.stringify(thread)}, { workerData: ${JSON.stringify(workerData)} },
    ).on('message', (png) => process.stdout.write(Buffer.from(png).toString('base64')))`
    const out = execFileSync(process.execPath, [...flagsOf(home, program), '-e', code], {
      encoding: 'utf8',
    })
    expect(sizeOf(Buffer.from(out, 'base64'))).toEqual([1500, 1140])
  }, 60_000)
})
