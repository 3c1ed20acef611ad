// Says on the page that the device did not confirm a passkey; the library only logs it.
document.addEventListener('allauth.error', (event) => {
  const problem = document.getElementById('passkey_problem')
  if (problem) {
    event.preventDefault()
    problem.hidden = false
  }
})
