import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './ground/ground.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Roof } from './roof/Roof';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <Roof />
  </StrictMode>,
);
