// The page in a real Chromium without a network: red for each corrupted pack, and content of a pack
// is shown as text only.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import puppeteer, { type Browser, type Page } from 'puppeteer'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { findChromium, launchOptions } from '../../src/transports/whatsapp-web/chromium.ts'
import { freshFolder } from '../fresh-folder.ts'
import { missing } from '../transports/whatsapp-web/rig.ts'
import { spoiltPacks } from './corrupted-packs.ts'
import { aval, cancelOrder, readLoosely, world } from './real-pack.ts'
import { proposal, selfMade } from './self-signed-pack.ts'

vi.setConfig({ testTimeout: 15_000, hookTimeout: 60_000 })
const pageTest = test.skipIf(missing !== undefined)

let folder = ''
let browser: Browser
let page: Page
const asked: string[] = []
const dialogs: string[] = []
let chosen = 0
const file = (name: string) => join(folder, name)

beforeAll(async () => {
  if (missing !== undefined) return
  folder = freshFolder()
  for (const seed of ['here', 'there']) {
    const one = await world(seed)
    const names = [await cancelOrder(one, '42'), await cancelOrder(one, '43')]
    await one.close()
    for (const [index, name] of names.entries()) {
      const args = ['--env', 'dev', '--home', one.home(), '--out', file(`${seed}-${index}.json`)]
      expect(await aval(folder, 'evidence', 'pack', name, ...args)).toMatchObject({ code: 0 })
    }
  }
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  browser = await puppeteer.launch(launchOptions(findChromium(undefined), file('profile'), sandbox))
  page = await browser.newPage()
  await page.setOfflineMode(true)
  page.on('request', (one) => void asked.push(one.url()))
  page.on('dialog', (one) => {
    dialogs.push(one.message())
    void one.dismiss()
  })
  await page.goto(new URL('../../verifier/verify.html', import.meta.url).href)
})
afterAll(async () => {
  await browser?.close()
})

/** Chooses a file, as a person does; resolves with the verdict's class and the text of the page. */
async function shown(text: string) {
  chosen += 1
  // For a browser the same path is no change.
  const path = file(`chosen-${chosen}.json`)
  writeFileSync(path, text)
  const input = await page.$('input#file')
  if (input === null) throw new Error('There is no place for a file.')
  await page.evaluate("document.getElementById('result').replaceChildren()")
  await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(path)
  await page.waitForSelector('#result .verdict')
  const read = async (code: string) => String(await page.evaluate(code))
  return {
    verdict: await read("document.querySelector('#result .verdict').className"),
    text: await read("document.getElementById('result').textContent"),
    elements: await read(
      "[...new Set([...document.querySelectorAll('#result *')].map((one) => one.tagName))].sort().join()",
    ),
  }
}

pageTest('the page shows a sound pack as green', async () => {
  const { verdict, text } = await shown(JSON.stringify(readLoosely(file('here-0.json'))))
  expect(verdict).toBe('verdict good')
  expect(text).toContain('GREEN')
})

pageTest.each(Object.entries(spoiltPacks))(
  'the page shows a changed pack as red: %s',
  async (_what, [change, finding]) => {
    const pack = readLoosely(file('here-0.json'))
    change(pack, {
      other: readLoosely(file('here-1.json')),
      there: readLoosely(file('there-0.json')),
    })
    const { verdict, text } = await shown(JSON.stringify(pack))
    expect(verdict).toBe('verdict bad')
    expect(text).toContain(finding)
  },
)

const hostile =
  '<script>alert(1)</script><img src=x onerror=alert(2)><a href="javascript:alert(3)">'
pageTest.each([
  ['HTML tags', `${hostile}</p></section><style>*{display:none}</style>`],
  ['marks of text direction', '\u202egnp.exe\u2066\u2067\u061c'],
  ['a megabyte', 'W'.repeat(1_000_000)],
])('the page shows %s in a signed body as text only', async (_what, words) => {
  const body = { ...proposal.body, reason: words, [words.slice(0, 200)]: words.slice(0, 200) }
  const { pack } = selfMade([{ ...proposal, body }])
  const { verdict, text, elements } = await shown(pack)
  expect(verdict).toBe('verdict good')
  // Avoids printing a difference of a megabyte.
  expect(/[\u202a-\u202e\u2066-\u2069\u061c]/u.test(text)).toBe(false)
  expect(text.includes(hostile)).toBe(words.startsWith('<'))
  expect(elements).toBe('H1,H2,H3,P,SECTION')
  expect(dialogs).toEqual([])
})

/** Where on the screen a word begins, from the left. */
const leftOf = async (word: string) =>
  Number(
    await page.evaluate(`(() => {
      const texts = document.createTreeWalker(document.getElementById('result'), NodeFilter.SHOW_TEXT)
      for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
        const at = text.data.indexOf(${JSON.stringify(word)})
        if (at === -1) continue
        const range = document.createRange()
        range.setStart(text, at)
        range.setEnd(text, at + ${word.length})
        return range.getBoundingClientRect().left
      }
    })()`),
  )

pageTest.each([
  ['Hebrew', '\u05e4\u05ea\u05d5\u05d7', '\u05e1\u05d2\u05d5\u05e8'],
  ['Arabic', '\u0645\u0641\u062a\u0648\u062d', '\u0645\u063a\u0644\u0642'],
])(
  'the page shows what was before a change left of what is after it, in %s',
  async (_script, before, after) => {
    const preview = {
      ...{ type: 'command.previewed', actor: 'aval' },
      body: { changes: [{ field: 'status', before, after }] },
    }
    const { text, elements } = await shown(selfMade([proposal, preview]).pack)
    expect(text).toContain(`status: ${before} \u2192 ${after}`)
    expect(elements).toBe('BDI,H1,H2,H3,P,SECTION,SPAN')
    const places = [await leftOf('status:'), await leftOf(before), await leftOf(after)]
    expect(places).toEqual(places.toSorted((one, other) => one - other))
  },
)

pageTest('the page requests nothing but itself', () => {
  expect(asked.map((one) => fileURLToPath(one).split('/').at(-1))).toEqual(['verify.html'])
})
