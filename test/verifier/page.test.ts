// The verifier's page, on a minimal document of elements and their text.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openPage } from '../../scripts/verifier/page.ts'
import { witnessKey } from '../evidence/witness-key.ts'
import { proposal, selfMade } from './self-signed-pack.ts'

const denied = { type: 'auth.denied', actor: 'ana' }
const manyArtifacts = (count: number): string =>
  selfMade([proposal, ...Array.from({ length: count - 1 }, () => denied)]).range

class Element {
  textContent = ''
  className = ''
  value = ''
  files: { readonly size?: number; text(): Promise<string> }[] = []
  children: Element[] = []
  hears = new Map<string, (event: object) => void>()
  append(...children: Element[]) {
    this.children.push(...children)
  }
  replaceChildren(...children: Element[]) {
    this.children = children
  }
  addEventListener(what: string, hear: (event: object) => void) {
    this.hears.set(what, hear)
  }
  get text(): string {
    return [this.textContent, ...this.children.map((one) => one.text)].join('\n')
  }
}

let ids: Record<'file' | 'key' | 'witnesses' | 'said' | 'result', Element>
let body: Element
beforeEach(() => {
  ids = {
    ...{ file: new Element(), key: new Element(), witnesses: new Element() },
    ...{ said: new Element(), result: new Element() },
  }
  body = new Element()
  vi.stubGlobal('document', {
    body,
    createElement: () => new Element(),
    getElementById: (id: string) => Object.entries(ids).find(([one]) => one === id)?.[1] ?? null,
  })
  openPage()
})
afterEach(() => vi.unstubAllGlobals())

it('the page shows red for a file that is no pack', async () => {
  const { file, result } = ids
  file.files = [{ text: async () => 'not a pack' }]
  file.hears.get('change')?.({})
  await vi.waitFor(() => expect(result.text).toContain('The file is not JSON.'))
  expect(result.children[0]?.className).toBe('verdict bad')
})

it('the page announces the verdict to screen readers, without events and without an older verdict', async () => {
  const { file, said } = ids
  const one = manyArtifacts(1)
  file.files = [{ text: async () => one }]
  file.hears.get('change')?.({})
  await vi.waitFor(() => expect(said.textContent).toMatch(/^GREEN/))
  expect(said.textContent).not.toContain('command.proposed')
  file.hears.get('change')?.({})
  expect(said.textContent).toBe('')
})

it('the page checks a dropped file and stops the browser from opening it', async () => {
  const preventDefault = vi.fn()
  const dataTransfer = { files: [{ text: async () => '{"format":"<b>x</b>"}' }] }
  body.hears.get('drop')?.({ preventDefault, dataTransfer })
  await vi.waitFor(() => expect(ids.result.text).toContain('RED'))
  expect(preventDefault).toHaveBeenCalledOnce()
})

it('the page says of a file that is too long to be read that it is', async () => {
  const { file, result } = ids
  file.files = [{ size: 600_000_000, text: async () => 'not a pack' }]
  file.hears.get('change')?.({})
  await vi.waitFor(() => expect(result.text).toContain('is longer than 512 MB'))
  expect(result.children[0]?.className).toBe('verdict bad')
})

it('the page removes the earlier verdict, and shows red for a file that cannot be read', async () => {
  const { file, result } = ids
  for (const text of ['{"format":"<b>x</b>"}', null]) {
    file.files = [{ text: async () => (text === null ? await Promise.reject(new Error()) : text) }]
    file.hears.get('change')?.({})
    expect(result.children).toEqual([])
    await vi.waitFor(() => expect(result.children[0]?.className).toBe('verdict bad'))
  }
  expect(result.text).toContain('The file cannot be read.')
})

it('the page checks the named witnesses, and again when they change', async () => {
  const { file, result, witnesses } = ids
  const text = manyArtifacts(1)
  file.files = [{ text: async () => text }]
  const { key } = witnessKey()
  witnesses.value = ` ${key}  nobody `
  file.hears.get('change')?.({})
  await vi.waitFor(() => expect(result.text).toContain('RED'))
  expect(result.text).toContain('The checkpoint is not cosigned by witness.example/w1.')
  expect(result.text).toContain('This is not a key of a witness: nobody')
  witnesses.value = ''
  witnesses.hears.get('input')?.({})
  await vi.waitFor(() => expect(result.text).toContain('GREEN'))
})

it('the page shows the first 2,000 of many artifacts and says how many more count', async () => {
  const { file, result } = ids
  const many = manyArtifacts(2_500)
  file.files = [{ text: async () => many }]
  file.hears.get('change')?.({})
  await vi.waitFor(() => expect(result.text).toContain('Checking'))
  await vi.waitFor(() => expect(result.text).toContain('GREEN'))
  expect(result.children.filter((one) => one.children.length > 0)).toHaveLength(2_000)
  expect(result.text).toContain('500 more proved artifacts count for the verdict')
})

it('the page shows failed checks first when there are too many to show', async () => {
  const { file, result } = ids
  const many = manyArtifacts(2_500).replaceAll('{\\"actor\\":\\"ana', '{\\"actor\\":\\"eva')
  file.files = [{ text: async () => many }]
  file.hears.get('change')?.({})
  await vi.waitFor(() => expect(result.text).toContain('RED'))
  expect(result.text).toContain('Artifact 1 was changed')
  expect(result.text).toMatch(/\d+ more checks count for the verdict/)
})
