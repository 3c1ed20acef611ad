// Compiles the styles and gathers the scripts and images that pages ask for into build/static.
// NHS_FONT=1 turns the licensed Frutiger font on (and needs assets.nhs.uk in the font policy).

import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

import * as sass from 'sass'

const root = path.resolve(import.meta.dirname, '..')
const nhsuk = path.join(root, 'node_modules/nhsuk-frontend/dist/nhsuk')
const target = path.join(root, 'build/static')

const fontFamily =
  process.env.NHS_FONT === '1' ? '("Frutiger W01", arial, sans-serif)' : '(arial, sans-serif)'

/** Finds "nhsuk/…" in the npm package, and "settings" in the one line made here. */
const importer = {
  canonicalize(url) {
    return url === 'settings' ? new URL('settings:font') : null
  },
  load() {
    return { contents: `$font-family: ${fontFamily};`, syntax: 'scss' }
  }
}

async function styles() {
  const { css } = await sass.compileAsync(path.join(root, 'static/src/wres.scss'), {
    style: 'compressed',
    importers: [importer],
    loadPaths: [path.dirname(nhsuk)],
    quietDeps: true
  })
  await writeFile(path.join(target, 'wres/wres.css'), css)
}

/**
 * One module: the package's bundle without its exports, then the call that starts it.
 * A second file that imported it would miss its fingerprinted name.
 */
async function scripts() {
  const bundle = await readFile(path.join(nhsuk, 'nhsuk-frontend.min.js'), 'utf8')
  const end = bundle.lastIndexOf('export{')
  if (end < 0) {
    throw new Error('nhsuk-frontend.min.js has no exports: the package has changed its bundle')
  }
  await writeFile(path.join(target, 'nhsuk/nhsuk.js'), `${bundle.slice(0, end)}initAll();\n`)
}

await rm(target, { recursive: true, force: true })
await mkdir(path.join(target, 'nhsuk'), { recursive: true })
await mkdir(path.join(target, 'wres'), { recursive: true })
await cp(path.join(nhsuk, 'assets'), path.join(target, 'nhsuk'), { recursive: true })
await cp(path.join(root, 'static/wres'), path.join(target, 'wres'), { recursive: true })
await styles()
await scripts()
