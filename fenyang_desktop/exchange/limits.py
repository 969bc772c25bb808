"""Memory limits of the reading process: by itself on POSIX, by a job object of its parent on Windows."""

import mmap
import sys


def limit_own_memory(limit: int) -> None:
    """Let this process have `limit` bytes more than it has now (0: no limit). Windows leaves it to `Job`."""
    if sys.platform == "win32" or not limit:
        return
    import resource  # not there on Windows

    total = _address_space() + limit
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY:
        total = min(total, hard)
    resource.setrlimit(resource.RLIMIT_AS, (total, hard))


def _address_space() -> int:
    """The bytes of address space in use, 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * mmap.PAGESIZE
    except (OSError, ValueError, IndexError):
        return 0


if sys.platform == "win32":
    import ctypes  # the child is to start fast, and needs it nowhere else
    from ctypes import wintypes

    _PROCESS_MEMORY, _DIE_ON_FAULT, _KILL_ON_CLOSE = 0x100, 0x400, 0x2000
    _EXTENDED_LIMITS = 9

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _Limits(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _BasicLimits),
            ("IoInfo", ctypes.c_ulonglong * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    def _kernel() -> ctypes.WinDLL:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD)
        kernel.SetInformationJobObject.restype = wintypes.BOOL
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.AssignProcessToJobObject.restype = wintypes.BOOL
        kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
        kernel.CloseHandle.restype = wintypes.BOOL
        return kernel


class Job:
    """On Windows a job object that holds a process: it bounds its memory, shows no crash dialog, and ends it with us.

    Elsewhere it does nothing: the process bounds itself (`limit_own_memory`), and ends when its input does.
    """

    def __init__(self, process_handle: int, memory_limit: int) -> None:
        """Raises OSError where Windows refuses."""
        self._handle: int | None = None
        if sys.platform == "win32":
            self._kernel = _kernel()
            self._handle = self._kernel.CreateJobObjectW(None, None)
            if not self._handle:
                raise ctypes.WinError(ctypes.get_last_error())
            try:
                self._hold(process_handle, memory_limit)
            except OSError:
                self.close()
                raise

    def close(self) -> None:
        """Let go of the job: what still runs in it ends."""
        if sys.platform == "win32" and self._handle:
            self._kernel.CloseHandle(self._handle)
        self._handle = None

    def _hold(self, process_handle: int, memory_limit: int) -> None:
        if sys.platform == "win32":
            limits = _Limits()
            limits.BasicLimitInformation.LimitFlags = _KILL_ON_CLOSE | _DIE_ON_FAULT
            if memory_limit:
                limits.BasicLimitInformation.LimitFlags |= _PROCESS_MEMORY
                limits.ProcessMemoryLimit = memory_limit
            size = ctypes.sizeof(limits)
            done = self._kernel.SetInformationJobObject(
                self._handle, _EXTENDED_LIMITS, ctypes.byref(limits), size
            ) and self._kernel.AssignProcessToJobObject(self._handle, process_handle)
            if not done:
                raise ctypes.WinError(ctypes.get_last_error())
