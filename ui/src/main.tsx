import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './ground/ground.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Roof } from './roof/Roof';

// After an update of the server an old tab asks for files that are gone: load the new page, once.
addEventListener('vite:preloadError', (event) => {
  const last = Number(sessionStorage.getItem('muster-reloaded') ?? 0);
  if (Date.now() - last < 30_000) return;
  event.preventDefault();
  sessionStorage.setItem('muster-reloaded', String(Date.now()));
  location.reload();
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <Roof />
  </StrictMode>,
);
