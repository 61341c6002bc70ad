package dev.muster.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.UnexpectedRollbackException;

class MemoryTransactionsTest {
  private final MemoryTransactions transactions = new MemoryTransactions();
  private final MemoryTable<String, Integer> table = new MemoryTable<>(transactions);

  @Test
  void a_failure_takes_every_change_back() {
    table.put("a", 1);
    assertThatThrownBy(() ->
            transactions.run(() -> {
              table.put("a", 2);
              table.put("b", 3);
              table.remove("a");
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    assertThat(table.get("a")).isEqualTo(1);
    assertThat(table.get("b")).isNull();
  }

  @Test
  void an_inner_failure_spoils_the_whole_even_when_it_is_swallowed() {
    assertThatThrownBy(() ->
            transactions.run(() -> {
              table.put("a", 1);
              try {
                transactions.run(() -> {
                  throw new IllegalStateException("inner");
                });
              } catch (IllegalStateException swallowed) {
                table.put("b", 2);
              }
            }))
        .isInstanceOf(UnexpectedRollbackException.class);
    assertThat(table.all()).isEmpty();
  }

  @Test
  void tasks_run_after_the_outermost_commit_only() {
    var ran = new ArrayList<String>();
    transactions.run(() -> {
      transactions.run(() -> transactions.afterCommit(() -> ran.add("inner")));
      assertThat(ran).isEmpty();
    });
    assertThat(ran).containsExactly("inner");
    assertThatThrownBy(() ->
            transactions.run(() -> {
              transactions.afterCommit(() -> ran.add("never"));
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    transactions.afterCommit(() -> ran.add("at once"));
    assertThat(ran).containsExactly("inner", "at once");
  }
}
