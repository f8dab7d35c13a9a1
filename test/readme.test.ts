// README.md agrees with the code: its chat is played, its generated parts are current, its names
// exist.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { type Door, type Message, openDoor } from '../scripts/kill/door.ts'
import { readmeWith } from '../scripts/readme.ts'
import { startShop } from '../scripts/shop.ts'
import { builtMain } from './built.ts'
import { freshFolder } from './fresh-folder.ts'
import { madeHome, person, shopAt } from './made-home.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')

const names = z.record(z.string(), z.string())
const packageFile = z
  .object({
    files: z.array(z.string()),
    scripts: names,
    dependencies: names,
    devDependencies: names,
    optionalDependencies: names,
  })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))

it('README has its generated parts as the code writes them (npm run generate)', () => {
  expect(readme).toBe(readmeWith(readme))
})

const chatPart = /generated: chat -->\n```text\n([\s\S]*?)\n```/

it('README begins with a chat that the program plays line by line', async () => {
  const written = (chatPart.exec(readme)?.[1] ?? '').split('\n')
  expect(written.filter((line) => line.startsWith('bot -> '))).toHaveLength(3)
  expect(await played(written)).toEqual(written)
})

it('README names npm scripts that exist', () => {
  const run = [...readme.matchAll(/npm (?:run )?(start|test|run [\w:-]*\w|[\w:-]*\w)/g)]
    .map((one) => (one[1] ?? '').replace(/^run /, ''))
    .filter((name) => name !== 'ci')
  expect(run.length).toBeGreaterThan(4)
  expect(run.filter((name) => packageFile.scripts[name] === undefined)).toEqual([])
})

it('README names files that exist', () => {
  const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map((one) => one[1] ?? '')
  const paths = [...readme.matchAll(/\b(?:src|test|flows|docs|scripts|data)\/[\w./-]*\w/g)]
    .map((one) => one[0])
    .filter((path) => !path.includes('data/prod/keys'))
  expect(links.length).toBeGreaterThan(2)
  expect([...links, ...paths].filter((path) => !existsSync(join(root, path)))).toEqual([])
})

it('errors and findings name only files that are in the package', () => {
  const named = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [
      ...readFileSync(join(root, 'src', file), 'utf8').matchAll(
        /(?<![\w/])(?:docs|scripts|verifier)\/[\w.@-]*\w/g,
      ),
    ])
    .map((one) => one[0])
  expect(named.length).toBeGreaterThan(5)
  const isShipped = (path: string) =>
    existsSync(join(root, path)) &&
    packageFile.files.some((one) => path === one || path.startsWith(`${one}/`))
  expect([...new Set(named)].filter((path) => !isShipped(path))).toEqual([])
})

it('README links every guide', () => {
  const guides = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'))
  expect(guides.filter((file) => !readme.includes(`](docs/${file})`))).toEqual([])
})

it('README gives a reason for every dependency, and for no other', () => {
  const section = /## Dependencies\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? ''
  const rows = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map((one) => one[1] ?? '')
  const { dependencies, optionalDependencies, devDependencies } = packageFile
  const wanted = Object.keys({ ...dependencies, ...optionalDependencies })
  expect(rows.toSorted()).toEqual(wanted.toSorted())
  const prose = section.slice(section.indexOf('For development'))
  const tools = Object.keys(devDependencies).filter((name) => !name.startsWith('@types/'))
  expect(tools.filter((name) => !prose.includes(`\`${name}\``))).toEqual([])
})

/** What the program answers to the chat's own lines, in the chat's own form. */
async function played(written: readonly string[]): Promise<readonly string[]> {
  const token = 'of-the-readme'
  const shop = await startShop({ port: 0, token })
  const home = freshFolder()
  madeHome(
    {
      people: [person('ana', 'requester'), person('beto', 'approver')],
      connectors: shopAt(shop.url),
    },
    home,
  )
  const door = openDoor({
    aval: [process.execPath, builtMain],
    home,
    environment: 'dev',
    variables: { SHOP_TOKEN: token },
    at: Date.parse('2026-01-05T09:00:00Z'),
    plan: () => null,
    acts: shop.acts,
    onKilled: () => undefined,
  })
  try {
    const lines = await converse(door, written)
    await door.end()
    expect(shop.acts()).toBe(1)
    return lines
  } finally {
    door.destroy()
    await shop.close()
  }
}

/** Says each line, and takes from the answers those that README shows: one of a kind for each person. */
async function converse(door: Door, written: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = []
  const seen = new Set<string>()
  let real = { name: '', token: '' }
  for (const [at, line] of written.entries()) {
    const said = /^(\w+): (.+)$/.exec(line)
    if (said?.[1] !== undefined && said[2] !== undefined) {
      lines.push(line)
      const text = said[2].replace(standIn.token, real.token).replace(standIn.name, real.name)
      door.say({ from: said[1], text, id: `line-${at}` })
    }
    const [, to, kind] = /^bot -> (\w+) \[(\w+)\]/.exec(line) ?? []
    if (to === undefined || kind === undefined) continue
    const message = await door.until(line, () =>
      [...door.messages.values()].find(
        (one) => one.to === to && one.kind === kind && !seen.has(one.id),
      ),
    )
    seen.add(message.id)
    real = { name: message.command ?? real.name, token: message.token ?? real.token }
    lines.push(...shown(message, real))
  }
  return lines
}

const standIn = { name: 'C-7F3K', token: 'K7QM2P' }

function shown(message: Message, real: typeof standIn): readonly string[] {
  const text = message.text.replaceAll(real.name, standIn.name)
  const masked = real.token === '' ? text : text.replaceAll(real.token, standIn.token)
  const [first = '', ...more] = masked.split('\n')
  return [`bot -> ${message.to} [${message.kind}]: ${first}`, ...more.map((one) => `    ${one}`)]
}
