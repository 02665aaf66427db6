"""The embedded servers: private, found again, mended, and gone after their last holder."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.embedded import EmbeddedError, ensure, release, running
from config.embedded.folders import make_folder
from config.embedded.locks import is_held, is_shared, locked, share, take
from config.embedded.places import ADMIN, CHECKOUT, LONGEST_SOCKET_PATH, PORT, Cluster, home
from config.embedded.postgres import Postgres, wheel_folder
from config.embedded.redis import Redis

# One cluster for this file and process, beside those that anybody works with.
TRIAL = f"trial-{os.getpid()}"
PATIENCE = 20.0
HOLDER = "import sys; from config.embedded import ensure; ensure(sys.argv[1], ['postgres']); print('held', flush=True); sys.stdin.read()"


def wait_until(happened: Callable[[], bool]) -> None:
    """Poll a fact about another process; the time-out is a failure, never a way of waiting."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it has not happened"
        time.sleep(0.02)


def modes() -> dict[Path, int]:
    """The mode of every folder above our data, our code, the programs' package and the user's home."""
    starts = (home() / TRIAL, CHECKOUT / "config", wheel_folder() / "pginstall18" / "bin", Path.home() / "any")
    return {parent: stat.S_IMODE(parent.stat().st_mode) for start in starts for parent in start.parents if parent.exists()}


def log_in(**given: str) -> psycopg.Connection:
    place = Cluster(TRIAL)
    chosen = {"host": str(place.socket_folder("postgres")), "port": str(PORT), "user": ADMIN, "dbname": "postgres"}
    return psycopg.connect(autocommit=True, **(chosen | given))  # type: ignore[arg-type]


def server_pid() -> int:
    pid = Postgres(Cluster(TRIAL)).written_pid()
    assert pid is not None
    return pid


def keeper_pid(server: str) -> int:
    """The keeper is the process whose arguments say so."""
    wanted = f"config.embedded.keeper\0{TRIAL}\0{server}\0".encode()
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if wanted in entry.read_bytes():
                return int(entry.parent.name)
        except OSError:
            continue
    raise AssertionError("no keeper")


def hold_elsewhere() -> "subprocess.Popen[str]":
    """Another process that holds the trial's PostgreSQL until its input ends."""
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, TRIAL], cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def end(holder: "subprocess.Popen[str]") -> None:
    """Kill a holder without a chance to tidy up."""
    holder.kill()
    holder.communicate()


@pytest.fixture(scope="module", autouse=True)
def before() -> Iterator[dict[Path, int]]:
    """The modes before anything was started; afterwards no trace stays."""
    found = modes()
    yield found
    release(TRIAL, wait=True)
    shutil.rmtree(Cluster(TRIAL).folder, ignore_errors=True)


@pytest.fixture
def postgres() -> Postgres:
    ensure(TRIAL, ["postgres"])
    return Postgres(Cluster(TRIAL))


@pytest.fixture
def broker() -> Redis:
    ensure(TRIAL, ["redis"])
    return Redis(Cluster(TRIAL))


def test_no_folder_above_ours_changes_its_mode(before: dict[Path, int], postgres: Postgres, broker: Redis) -> None:
    after = modes()
    assert {folder: after[folder] for folder in before} == before


def test_data_sockets_and_secrets_are_for_one_user(postgres: Postgres, broker: Redis) -> None:
    place = postgres.cluster
    folders = (postgres.data, place.socket_folder("postgres"), place.socket_folder("redis"))
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [0o700] * 3
    assert [stat.S_IMODE(secret.stat().st_mode) for secret in (place.passfile, place.redis_secret)] == [0o600] * 2


def test_the_server_never_runs_as_root(postgres: Postgres) -> None:
    assert Path(f"/proc/{server_pid()}").stat().st_uid == postgres.data.stat().st_uid != 0


def test_the_passfile_opens_the_database(postgres: Postgres) -> None:
    with log_in(passfile=str(postgres.cluster.passfile)) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


@pytest.mark.parametrize("given", [{"passfile": "/nonexistent"}, {"password": "wrong"}])
def test_nobody_gets_in_without_the_password(postgres: Postgres, given: dict[str, str]) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"no password supplied|password authentication failed"):
        log_in(**given)


def test_text_sorts_by_code_point(postgres: Postgres) -> None:
    asked = "SELECT string_agg(word, ' ' ORDER BY word) FROM unnest(ARRAY['b', 'Z', 'a', 'é', 'B']) AS word"
    with log_in(passfile=str(postgres.cluster.passfile)) as connection:
        assert connection.execute(asked).fetchone() == ("B Z a b é",)


def test_redis_answers_only_after_the_password(broker: Redis) -> None:
    once = Retry(NoBackoff(), 0)
    client = redis.Redis(unix_socket_path=str(broker.cluster.redis_socket), retry=once)
    with pytest.raises(redis.AuthenticationError):
        client.ping()
    client.close()
    client = redis.Redis(unix_socket_path=str(broker.cluster.redis_socket), password=broker.cluster.redis_secret.read_text())
    assert client.ping() is True
    assert client.config_get("port") == {"port": "0"}
    client.close()


@pytest.mark.parametrize("server", ["postgres", "redis"])
def test_no_secret_stands_in_a_command_line(postgres: Postgres, broker: Redis, server: str) -> None:
    secrets = [line.rsplit(":", 1)[1] for line in postgres.cluster.passfile.read_text().split()] + [broker.cluster.redis_secret.read_text()]
    pid = server_pid() if server == "postgres" else broker.written_pid()
    shown = Path(f"/proc/{pid}/cmdline").read_text() + Path(f"/proc/{keeper_pid(server)}/cmdline").read_text()
    assert [secret for secret in secrets if secret in shown] == []


def test_a_second_start_finds_the_running_server(postgres: Postgres) -> None:
    pid = server_pid()
    end(hold_elsewhere())
    ensure(TRIAL, ["postgres"])
    assert server_pid() == pid


def test_a_killed_server_is_started_again_with_its_data(postgres: Postgres) -> None:
    with log_in(passfile=str(postgres.cluster.passfile)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    killed = server_pid()

    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: not postgres.answers())
    ensure(TRIAL, ["postgres"])

    assert server_pid() != killed
    with log_in(passfile=str(postgres.cluster.passfile)) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_killed_keeper_is_replaced_and_its_server_taken_over(postgres: Postgres) -> None:
    pid, keeper = server_pid(), keeper_pid("postgres")

    os.kill(keeper, signal.SIGKILL)
    wait_until(lambda: not is_held(postgres.lock("keeper")))
    ensure(TRIAL, ["postgres"])

    assert (server_pid(), keeper_pid("postgres") == keeper) == (pid, False)
    release(TRIAL, wait=True)
    assert (running(TRIAL), postgres.answers()) == ([], False)


def test_the_last_holder_takes_the_server_with_it_even_when_killed() -> None:
    release(TRIAL, wait=True)
    first, second = hold_elsewhere(), hold_elsewhere()
    server = Postgres(Cluster(TRIAL))
    pid = server_pid()

    end(first)
    assert server.answers()
    end(second)

    wait_until(lambda: not is_held(server.lock("keeper")))
    assert not server.answers()
    assert not Path(f"/proc/{pid}").exists()


def test_a_stale_pid_file_of_a_number_in_use_is_no_obstacle(postgres: Postgres) -> None:
    release(TRIAL, wait=True)
    stale = postgres.data / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{postgres.data}\n")
    shutil.chown(stale, postgres.data.stat().st_uid, postgres.data.stat().st_gid)

    ensure(TRIAL, ["postgres"])

    assert postgres.answers()


def test_data_of_another_version_is_refused_with_a_next_step(postgres: Postgres) -> None:
    release(TRIAL, wait=True)
    version = postgres.data / "PG_VERSION"
    version.write_text("16\n")

    with pytest.raises(EmbeddedError, match=r"PostgreSQL 16's and this is 18\. Start afresh with: make reset"):
        ensure(TRIAL, ["postgres"])

    version.write_text("18\n")


def test_a_server_that_cannot_start_shows_the_end_of_its_log(postgres: Postgres) -> None:
    release(TRIAL, wait=True)
    settings = postgres.data / "postgresql.auto.conf"
    settings.write_text("no_such_setting = 1\n")

    with pytest.raises(EmbeddedError, match=r"(?s)did not start.*no_such_setting.*make reset"):
        ensure(TRIAL, ["postgres"])

    settings.write_text("")


def test_removed_folders_end_the_server_that_used_them(broker: Redis) -> None:
    pid = broker.written_pid()
    release(TRIAL)
    gone = broker.cluster.folder.with_name(f"{TRIAL}-gone")
    broker.cluster.folder.rename(gone)
    shutil.rmtree(gone)
    wait_until(lambda: not Path(f"/proc/{pid}").exists())


def test_a_long_path_moves_the_socket_where_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = Path("/" + "/".join(["a-rather-deep-folder"] * 8))
    monkeypatch.setattr("config.embedded.places.home", lambda: deep)
    longest = Cluster("demo").socket_folder("postgres") / f".s.PGSQL.{PORT}.lock"
    assert len(os.fsencode(longest)) <= LONGEST_SOCKET_PATH
    assert not longest.is_relative_to(deep)


def test_a_folder_of_somebody_else_is_never_used(tmp_path: Path) -> None:
    (tmp_path / "ours").symlink_to("/tmp")  # noqa: S108
    with pytest.raises(EmbeddedError, match="belongs to someone else"):
        make_folder(tmp_path / "ours", 0o700)


def test_a_lock_that_stays_taken_is_named(tmp_path: Path) -> None:
    path = tmp_path / "start.lock"
    descriptor = take(path)
    assert descriptor is not None
    with pytest.raises(EmbeddedError, match=str(path)), locked(path, seconds=0, purpose="starting"):
        pytest.fail("the lock was given twice")
    os.close(descriptor)


def test_sharing_a_lock_is_told_apart_from_holding_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "holders.lock"
    shared = share(path)
    assert (is_shared(path), take(path)) == (True, None)
    os.close(shared)
    alone = take(path)
    assert alone is not None
    assert (is_shared(path), is_held(path)) == (False, True)
    os.close(alone)
    assert not is_held(path)
