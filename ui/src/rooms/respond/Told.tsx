import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Because } from '../../ground/Because';
import { RefLink } from '../../ground/Go';
import { channelWord, DeliveryMark } from '../../ground/Marks';
import { Pager, Part, Waiting, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { toldQuery } from './incidents';
import styles from './Told.module.css';

/** Who was told what and when: the answer to "did the page go out?". */
export function Told({ incidentId }: { incidentId: string }) {
  const [offset, setOffset] = useState(0);
  const query = useQuery(toldQuery(incidentId, offset));
  return (
    <Part title="Who was told" lead="Every message, also the ones that failed or were no longer needed" flush>
      {query.isPending && <Waiting what="Loading messages" />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.items.length === 0 && (
        <Text size="sm" c="dimmed" p="md">
          Nobody was told yet.
        </Text>
      )}
      <ul className={styles.list}>
        {query.data?.items.map((one) => (
          <li key={one.id} className={styles.item}>
            <div className={styles.top}>
              <strong>{one.user === null ? 'Fallback address' : <RefLink of={one.user} />}</strong>
              <DeliveryMark state={one.status} />
            </div>
            <div className={styles.how}>
              {channelWord(one.channel)}
              {one.address !== null && one.address !== '' && ` to ${one.address}`}
              {one.attempts > 1 && `, ${one.attempts} attempts`}
            </div>
            <Because why={one.reason} />
            {one.error !== null && one.error !== '' && <div className={styles.error}>{one.error}</div>}
            {one.receipt !== undefined && one.receipt !== null && (
              <div className={styles.why}>
                {receiptWord(one.receipt.state)} <When at={one.receipt.at} as="clock" />: {one.receipt.words}
              </div>
            )}
            <div className={styles.why}>
              {one.sent_at !== null ? (
                <>
                  sent <When at={one.sent_at} as="clock" />, <When at={one.sent_at} />
                </>
              ) : one.status === 'pending' && one.due_at ? (
                <>
                  due <When at={one.due_at} as="clock" />, <When at={one.due_at} every={5_000} />
                </>
              ) : (
                <>
                  planned <When at={one.created_at} as="clock" />, <When at={one.created_at} />
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
      {query.data !== undefined && (
        <Pager
          offset={offset}
          limit={50}
          shown={query.data.items.length}
          more={query.data.more}
          total={query.data.total}
          go={setOffset}
        />
      )}
    </Part>
  );
}

/** How far a message came, as far as anybody has said. */
function receiptWord(state: string): string {
  if (state === 'accepted') return 'taken';
  if (state === 'delivered') return 'arrived';
  return state === 'failed' ? 'did not arrive' : state;
}
