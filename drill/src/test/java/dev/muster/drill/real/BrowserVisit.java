package dev.muster.drill.real;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A person at a real browser.
final class BrowserVisit implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;
  private final Page page;
  private final Path folder;
  private URI home = URI.create("about:blank");

  private BrowserVisit(Playwright playwright, Browser browser, Page page, Path folder) {
    this.playwright = playwright;
    this.browser = browser;
    this.page = page;
    this.folder = folder;
  }

  static BrowserVisit open(String chromium, Path folder) {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of(chromium))
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions().setIgnoreHTTPSErrors(true).setViewportSize(1280, 800));
    Page page = context.newPage();
    page.setDefaultTimeout(60_000);
    return new BrowserVisit(playwright, browser, page, folder);
  }

  void signIn(URI home, String email, String password) {
    this.home = home;
    page.navigate(home.toString());
    page.getByLabel(Pattern.compile("e-?mail", Pattern.CASE_INSENSITIVE)).first().fill(email);
    page.locator("input[type=password]").first().fill(password);
    page.getByRole(
            AriaRole.BUTTON,
            new Page.GetByRoleOptions()
                .setName(Pattern.compile("sign in", Pattern.CASE_INSENSITIVE)))
        .click();
    page.waitForURL(Pattern.compile(".*/ui/incidents.*|.*/ui/?$"));
  }

  void seesIncident(String words) {
    page.navigate(home.resolve("/ui/incidents").toString());
    page.getByText(words).first().waitFor();
    shoot("incident-list.png");
  }

  void openAndAcknowledge(String incident, String picture) {
    page.navigate(home.resolve("/ui/incidents/" + incident).toString());
    Locator acknowledge =
        page.getByRole(
                AriaRole.BUTTON,
                new Page.GetByRoleOptions()
                    .setName(Pattern.compile("^acknowledge", Pattern.CASE_INSENSITIVE)))
            .first();
    acknowledge.click();
    page.getByText(Pattern.compile("^acknowledged$", Pattern.CASE_INSENSITIVE)).first().waitFor();
    shoot(picture);
  }

  /// The open page must show the status by itself, told by server-sent events.
  void seesStatus(String incident, String status, String picture) {
    page.getByText(Pattern.compile("^" + status + "$", Pattern.CASE_INSENSITIVE)).first().waitFor();
    shoot(picture);
  }

  private void shoot(String picture) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(folder.resolve(picture)).setFullPage(true));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
