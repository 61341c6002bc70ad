import { Title } from '@mantine/core';
import { IconAffiliate } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { TabTitle, usePageTitle } from '../../ground/Page';
import styles from './Door.module.css';

/** The frame of the pages outside of the sign-in. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  usePageTitle(title);
  return (
    <main className={styles.door}>
      <TabTitle />
      <div className={styles.card}>
        <div className={styles.brand}>
          <IconAffiliate size={26} aria-hidden />
          Muster
        </div>
        <Title order={1} size="h3">
          {title}
        </Title>
        {children}
      </div>
    </main>
  );
}
