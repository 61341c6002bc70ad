import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { SureButton } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import { type ChatAccount, senderWords } from '../../ground/chat';
import { Empty, Part, Waiting, When } from '../../ground/Page';
import { Rows } from '../../ground/Rows';
import { ErrorBox } from '../../ground/Say';

/** The accounts in chats through which this person acts. */
export function ChatAccounts() {
  const query = useQuery({
    queryKey: ['chat_accounts'],
    queryFn: async ({ signal }) =>
      (await api.get<{ chat_accounts: ChatAccount[] }>('/users/me/chat_accounts', undefined, signal))
        .chat_accounts,
  });
  const remove = useAct({
    run: (one: ChatAccount) => api.delete(`/users/me/chat_accounts/${one.id}`),
    reload: [['chat_accounts']],
    done: 'Ended',
    inDialog: true,
  });
  return (
    <Part
      title="Chat accounts"
      lead="What these accounts ask for in a chat is done in your name."
      flush={query.data !== undefined && query.data.length > 0}
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {query.data?.length === 0 && (
        <Empty title="None is linked">
          Type <code>/muster link</code> in a chat that an administrator has set up.
        </Empty>
      )}
      {query.data !== undefined && query.data.length > 0 && (
        <Rows
          label="Chat accounts"
          rows={query.data}
          keyOf={(one) => one.id}
          columns={[
            {
              name: 'Account',
              cell: (one) => (
                <>
                  <strong>{senderWords(one)}</strong>
                  <Text size="sm" c="dimmed">
                    {one.chat}
                  </Text>
                </>
              ),
            },
            { name: 'Linked', width: 130, cell: (one) => <When at={one.linked_at} /> },
            {
              name: 'Actions',
              quiet: true,
              width: 120,
              cell: (one) => (
                <SureButton label="End" title="End this link?" act={() => remove.mutateAsync(one)}>
                  {senderWords(one)} can no longer act in your name.
                </SureButton>
              ),
            },
          ]}
        />
      )}
    </Part>
  );
}
