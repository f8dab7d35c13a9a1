// The verifier in a browser: a file is chosen or dropped, and nothing leaves the page.

import { checkPack } from './check.ts'
import { storyOf } from './story.ts'

/** The little of a browser's page that is used here. */
interface Node {
  textContent: string | null
  className: string
  value?: string
  readonly files?: Files | null
  append(...children: readonly Node[]): void
  replaceChildren(...children: readonly Node[]): void
  addEventListener(what: string, hear: (event: Dropped) => void): void
}
interface Dropped {
  preventDefault(): void
  readonly dataTransfer?: { readonly files: Files } | null
}
interface Files {
  readonly [index: number]: { text(): Promise<string> } | undefined
}
declare const document: {
  readonly body: Node
  createElement(name: string): Node
  getElementById(id: string): Node | null
}

/** Make the page live. */
export function openPage(): void {
  const file = byId('file')
  const key = byId('key')
  let text: string | null = null
  const check = () => {
    const expected = key.value?.trim() ?? ''
    if (text !== null) show(text, expected === '' ? null : expected)
  }
  const take = (files: Files | null | undefined) => {
    const taken = files?.[0]
    if (taken === undefined) return
    // The verdict on another file must not stand meanwhile, nor where this one cannot be read.
    byId('result').replaceChildren()
    void taken
      .text()
      .catch(() => '')
      .then((found) => {
        text = found
        check()
      })
  }
  file.addEventListener('change', () => take(file.files))
  key.addEventListener('input', check)
  document.body.addEventListener('dragover', (event) => event.preventDefault())
  document.body.addEventListener('drop', (event) => {
    event.preventDefault()
    take(event.dataTransfer?.files)
  })
}

function show(text: string, expected: string | null): void {
  const verdict = checkPack(text, expected)
  const state = verdict.good ? 'good' : 'bad'
  const story = storyOf(verdict.events).flatMap(({ title, happenings }) => [
    element('h2', title),
    ...(happenings.length === 0 ? [element('p', 'Nothing.', 'dim')] : []),
    ...happenings.map(({ time, actor, type, fields }) => {
      const item = element('section', '')
      item.append(element('h3', `${actor} · ${type}`), element('p', time, 'dim'))
      for (const [name, value] of fields ?? [['body', 'not in this pack'] as const])
        item.append(element('p', `${name}: ${value}`))
      return item
    }),
  ])
  byId('result').replaceChildren(
    element('p', verdict.summary, `verdict ${state}`),
    element('h1', verdict.title),
    ...story,
    element('h2', 'Checks'),
    ...verdict.lines.map((line) => element('p', line.text, `line ${line.state}`)),
  )
}

/** Text goes in as text only, so that nothing in a pack can become a part of the page. */
function element(name: string, text: string, className = ''): Node {
  const made = document.createElement(name)
  made.textContent = text
  made.className = className
  return made
}

function byId(id: string): Node {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`The page has no ${id}.`)
  return found
}
