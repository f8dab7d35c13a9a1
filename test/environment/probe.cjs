// Runs inside one environment's walls and tries to get out; prints what each attempt came to.

const fs = require('node:fs')
const path = require('node:path')
const { createRequire } = require('node:module')
const { Worker } = require('node:worker_threads')

const Database = createRequire(path.join(process.cwd(), 'package.json'))('better-sqlite3')
const [own, other] = process.argv.slice(1)
const report = {}

function attempt(name, act) {
  try {
    report[name] = String(act() ?? 'done')
  } catch (error) {
    report[name] = String(error.code ?? error.message)
  }
}

attempt('own: read', () => fs.readFileSync(path.join(own, 'diary'), 'utf8'))
attempt('own: write', () => fs.writeFileSync(path.join(own, 'new'), 'x'))
attempt('own: database', () => new Database(path.join(own, 'notes.db')).close() && undefined)

const diary = path.join(other, 'diary')
attempt('other: read', () => fs.readFileSync(diary, 'utf8'))
attempt('other: read by dots', () => fs.readFileSync(`${own}/../${path.basename(other)}/diary`))
attempt('other: list', () => fs.readdirSync(other))
attempt('other: look', () => fs.statSync(diary).size)
attempt('other: exists', () => fs.existsSync(diary))
attempt('other: write', () => fs.writeFileSync(diary, 'x'))
attempt('other: open', () => fs.openSync(diary, 'r'))
attempt('other: rename', () => fs.renameSync(diary, path.join(own, 'taken')))
attempt('other: copy', () => fs.copyFileSync(diary, path.join(own, 'copied')))
attempt('other: link', () => fs.linkSync(diary, path.join(own, 'linked')))
attempt('other: symbolic link', () => fs.symlinkSync(diary, path.join(own, 'pointed')))
attempt('other: mode', () => fs.chmodSync(diary, 0o777))
attempt('other: delete', () => fs.rmSync(diary))
attempt('other: database', () => new Database(path.join(other, 'notes.db')))
attempt('other: another program', () => require('node:child_process').execFileSync('cat', [diary]))
attempt('other: home', () => fs.readdirSync(path.dirname(own)))
attempt('other: debugger', () => require('node:inspector').open(0))

attempt('variables', () =>
  Object.keys(process.env)
    .filter((one) => !['TZ', 'LANG', 'LC_ALL', 'NO_COLOR', 'NODE_EXTRA_CA_CERTS'].includes(one))
    .join(' '),
)
attempt('token', () => process.env.SHOP_TOKEN)

function attach(folder) {
  const db = new Database(path.join(own, 'notes.db'))
  db.prepare('ATTACH ? AS it').run(path.join(folder, 'notes.db'))
  db.prepare('SELECT count(*) FROM it.notes').get()
  db.close()
}
attempt('native: own attached', () => attach(own))
attempt('native: other attached', () => attach(other))

const inside = `
  const fs = require('node:fs')
  const { parentPort, workerData } = require('node:worker_threads')
  const read = (file) => {
    try { return fs.readFileSync(file, 'utf8') } catch (error) { return error.code }
  }
  parentPort.postMessage(workerData.map(read))
`
const worker = new Worker(inside, { eval: true, workerData: [path.join(own, 'diary'), diary] })
worker.once('message', ([ownDiary, otherDiary]) => {
  report['own: through a thread'] = ownDiary
  report['other: through a thread'] = otherDiary
  process.stdout.write(JSON.stringify(report))
})
