// Guards of letters with a picture, for `guards.ts`.

const delivery = ['test/engine/pictures.test.ts']

export const guardsOfPictures = [
  {
    guard: 'pictures: a letter waits for its picture, and holds up nobody else',
    file: 'src/engine/deliver.ts',
    text: ' && pictures.ready(letter)',
    replacement: '',
    tests: delivery,
  },
  {
    guard: 'pictures: one that cannot be drawn holds up no letter',
    file: 'src/engine/pictures.ts',
    text: 'known.set(id, null)',
    replacement: 'known.set(id, undefined)',
    tests: delivery,
  },
  {
    guard: 'pictures: one is drawn once, however often its letter must wait',
    file: 'src/engine/deliver.ts',
    text: "if (result.state !== 'later') pictures.forget(id)",
    replacement: 'pictures.forget(id)',
    tests: delivery,
  },
  {
    guard: 'pictures: those of letters that are gone leave room for others',
    file: 'src/engine/deliver.ts',
    text: 'pictures.keepOnly(seen)',
    replacement: '',
    tests: delivery,
  },
  {
    guard: 'pictures: a report counts the own tenant only',
    file: 'src/connectors/aval-report.ts',
    text: 'commandsSince(since, commandsMost, order.tenant)',
    replacement: 'commandsSince(since, commandsMost)',
    tests: ['test/pictures/report.test.ts'],
  },
  {
    guard: 'pictures: an hour that clocks repeat is one bar of a report',
    file: 'src/connectors/report-bars.ts',
    text: 'if (name !== last) starts.push(at)',
    replacement: 'starts.push(at)',
    tests: ['test/pictures/report-bars.test.ts'],
  },
  {
    guard: 'pictures: one that cannot be uploaded leaves the text',
    file: 'src/transports/baileys/content.ts',
    text: "log.warn({ code: closeCode(error), letter: letter.id }, 'a picture was not sent; its text is')",
    replacement: 'throw error',
    tests: ['test/transports/baileys-picture.test.ts'],
  },
  {
    guard: 'pictures: a text that is no caption goes whole',
    file: 'src/transports/whatsapp/caption.ts',
    text: 'text.length <= captionMostChars',
    replacement: 'captionMostChars > 0',
    tests: ['test/transports/baileys-picture.test.ts'],
  },
  {
    guard: 'pictures: one that cannot be enciphered ends no process',
    file: 'src/transports/baileys/content.ts',
    text: 'await tryScratch(image)',
    replacement: 'if (image.length === 0) await tryScratch(image)',
    tests: ['test/pictures/report.test.ts'],
  },
] as const
