// Streamlit comes back from the provider to "/". The address asked for waits in the browser's own tab, whole.
if (location.pathname !== '/' || location.search) sessionStorage.setItem('sfoAskedFor', location.href);
document.getElementById('not-signed-in').hidden = !sessionStorage.getItem('sfoSigningIn');
document.addEventListener('click', event => {
  if (event.target.closest('.st-key-sign_in')) sessionStorage.setItem('sfoSigningIn', '1');
}, true);
