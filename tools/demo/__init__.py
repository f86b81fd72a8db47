"""The job that ``make demo`` plays: a contract's life, once in English and once in Chinese.

Everything happens through a running server, as its users would do it: colleagues by the calls that
their browsers make, customers by a browser, with the links and codes that they get by e-mail.  The
package needs Playwright and Odoo's address, but neither Odoo's code nor its database.
"""
