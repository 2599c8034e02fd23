// Back to the address asked for before signing in; one of another origin is not followed, however it is spelled.
{
  const asked = sessionStorage.getItem('sfoAskedFor');
  sessionStorage.removeItem('sfoAskedFor');
  sessionStorage.removeItem('sfoSigningIn');
  let to = null;
  try { to = new URL(asked); } catch { }
  if (to && to.origin === location.origin && to.href !== location.href) location.replace(to.href);
}
