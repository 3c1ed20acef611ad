// Warns before a session ends, and keeps what was typed for the same person.
//
// What is kept lies in this tab's sessionStorage, encrypted with a key that the server gives to
// that person's pages only. It is put back once, on the page where it was typed, within an hour.
// The server ends the session whether this script runs or not.

const PLACE = 'wres-typed'
const LONGEST = 60 * 60 * 1000 // milliseconds for which it is kept
const LEFT_ALONE = ['csrfmiddlewaretoken']

const box = document.getElementById('app-timeout')
let end = Date.now() + Number(box.dataset.left) * 1000
let isEnding = false
let isLongest = false // signed in for as long as is possible: staying is not

const main = () => document.getElementById('maincontent')
const address = () => location.pathname + location.search

function fields() {
  return [...main().querySelectorAll('form[method=post] [name]')].filter(
    (field) => !['password', 'file', 'submit', 'button'].includes(field.type) && !LEFT_ALONE.includes(field.name)
  )
}

const valueOf = (field) => (['checkbox', 'radio'].includes(field.type) ? field.checked : field.value)

function put(field, value) {
  if (['checkbox', 'radio'].includes(field.type)) field.checked = value
  else field.value = value
  for (const kind of ['click', 'input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }))
}

function key() {
  const bytes = Uint8Array.from(atob(box.dataset.key), (letter) => letter.charCodeAt(0))
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

const asText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
const asBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))

const opening = fields().map(valueOf).join('\u0000')

async function keep() {
  const now = fields()
  if (!crypto.subtle || now.map(valueOf).join('\u0000') === opening) return
  const typed = now.map((field) => [field.name, valueOf(field)])
  const text = new TextEncoder().encode(JSON.stringify({ address: address(), typed }))
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await key(), text))
  let letters = ''
  for (const byte of sealed) letters += String.fromCharCode(byte)
  sessionStorage.setItem(PLACE, JSON.stringify({ at: Date.now(), iv: asText(iv), sealed: btoa(letters) }))
}

async function putBack() {
  const found = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null')
  if (!found) return
  const forget = () => sessionStorage.removeItem(PLACE)
  if (!crypto.subtle || Date.now() - found.at > LONGEST) return forget()
  let kept
  try {
    const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: asBytes(found.iv) }, await key(), asBytes(found.sealed))
    kept = JSON.parse(new TextDecoder().decode(text))
  } catch {
    return forget() // it is somebody else's
  }
  if (kept.address !== address()) return
  forget()
  const now = fields()
  kept.typed.forEach(([name, value], place) => {
    if (now[place]?.name === name) put(now[place], value)
  })
  const said = document.getElementById('app-put-back')
  said.hidden = false
  main().prepend(said)
}

async function ask(options) {
  const form = box.querySelector('form')
  const answer = await fetch(form.action, options)
  end = Date.now() + (await answer.json()).left * 1000
}

async function stay(event) {
  event.preventDefault()
  const body = new FormData(box.querySelector('form'))
  await ask({ method: 'POST', body }).catch(() => {})
  if (left() > Number(box.dataset.warning)) {
    box.close()
  } else {
    isLongest = true
    await look()
  }
}

const left = () => Math.ceil((end - Date.now()) / 1000)

function say() {
  const seconds = left()
  const minutes = Math.ceil(seconds / 60)
  const time = seconds > 30 ? `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}` : '30 seconds'
  const why = isLongest
    ? 'You have been signed in for as long as is possible, so staying signed in is not. Sign in again afterwards.'
    : 'You have not used the WRES tracker for a while.'
  const words = `${why} You will be signed out in less than ${time}.`
  const place = document.getElementById('app-timeout-words')
  if (place.textContent !== words) place.textContent = words
}

async function finish() {
  isEnding = true
  await ask().catch(() => {})
  if (left() > 0) {
    isEnding = false
    return
  }
  await keep()
  location.assign(`${box.dataset.signIn}?next=${encodeURIComponent(address())}`)
}

async function look() {
  if (isEnding) return
  if (left() <= 0) {
    await finish()
  } else if (left() <= Number(box.dataset.warning)) {
    if (!box.open) {
      await ask().catch(() => {}) // another tab may have been used meanwhile
      if (left() <= 0 || left() > Number(box.dataset.warning)) return
      box.showModal()
    }
    say()
  } else if (box.open) {
    box.close()
  }
}

box.querySelector('form').addEventListener('submit', stay)
box.addEventListener('cancel', stay)
document.addEventListener('visibilitychange', look)
setInterval(look, 1000)
await putBack()
